/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the user searches and filters for: a text in letters of any case, or a /regular expression/.
 */
#ifndef NSPID_LIVE_MATCH_H
#define NSPID_LIVE_MATCH_H

#include <regex.h>

#include "model/snapshot.h"

enum { LIVE_TEXT_SIZE = 256 };

struct live_pattern {
	char text[LIVE_TEXT_SIZE];     /* as it was typed; empty: matches all */
	char safe[LIVE_TEXT_SIZE * 2]; /* the same, escaped, maybe cut */
	bool is_regex;
	regex_t regex; /* extended, any case; valid with is_regex */
};

/*
 * Replaces a pattern (zero-initialised at first). 0; -EINVAL: no valid regular expression, with the
 * reason; -E2BIG. It stays what it was then. Release with live_pattern_done().
 */
int live_pattern_set(struct live_pattern *pattern, const char *text, char *reason, size_t size);
void live_pattern_done(struct live_pattern *pattern);

/* Whether bytes[0..len) match; a NUL in them counts as a space. */
bool live_pattern_fits(const struct live_pattern *pattern, const char *bytes, size_t len);

/* Whether name, command line or user of a process match; its container is the caller's. */
bool live_pattern_fits_process(const struct live_pattern *pattern, const struct snapshot *snapshot,
                               const struct process *process);

/* Whether "ENGINE:NAME" or the id of a container match. */
bool live_pattern_fits_container(const struct live_pattern *pattern,
                                 const struct container *container);

/* Whether id, containers, or init of a namespace match. */
bool live_pattern_fits_namespace(const struct live_pattern *pattern,
                                 const struct snapshot *snapshot, const struct namespace *ns);

#endif
