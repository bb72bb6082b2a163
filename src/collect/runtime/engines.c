/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of container engines, and what their matchers share.
 */
#include "base/cleanup.h"
#include "collect/runtime/engine.h"
#include "collect/runtime/runtime.h"

#define ENGINE_POINTER(name) &engine_##name,

const struct engine *const engines_all[] = { ENGINES(ENGINE_POINTER) NULL };

const char *runtime_engine_name(size_t index)
{
	for (const struct engine *const *engine = engines_all; *engine; engine++) {
		if (index-- == 0)
			return (*engine)->name;
		for (size_t i = 0; i < ARRAY_SIZE((*engine)->forks); i++) {
			if ((*engine)->forks[i] && index-- == 0)
				return (*engine)->forks[i];
		}
	}
	return NULL;
}

enum claim identity_claim(const struct engine *engine, struct span id,
                          struct identity *ret_identity)
{
	*ret_identity = (struct identity){ .engine = engine };
	if (id.len == 0 || !span_store(id, ret_identity->id, sizeof(ret_identity->id)))
		return CLAIM_NONE;
	return CLAIM_CONTAINER;
}

bool identity_cut_id(struct span name, const char *prefix, struct span *ret_id)
{
	struct span id;

	if (!span_skip(&name, prefix) || name.len < 64)
		return false;
	id = (struct span){ name.text, 64 };
	if (!span_is_id(id) || (name.len > 64 && name.text[64] != '.'))
		return false;
	*ret_id = id;
	return true;
}
