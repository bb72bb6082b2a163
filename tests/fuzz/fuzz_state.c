/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz target of everything that reads what container engines, and those who forge them, write.
 *
 * The first byte says which format the rest is in; see the table at the end.
 */
#include <stdlib.h>
#include <string.h>

#include "collect/runtime/cgroup.h"
#include "collect/runtime/conmon.h"
#include "collect/runtime/containerd.h"
#include "collect/runtime/docker.h"
#include "collect/runtime/kubernetes.h"
#include "collect/runtime/lxc.h"
#include "collect/runtime/mounts.h"
#include "collect/runtime/nspawn.h"
#include "collect/runtime/oci.h"
#include "collect/runtime/remote.h"
#include "collect/runtime/sandbox.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
	if (!condition)
		abort();
}

/* What every matcher promises of an identity. */
static void identity_check(const struct identity *identity)
{
	demand(identity->engine && identity->engine->name);
	demand(identity->id[0] && strlen(identity->id) < sizeof(identity->id));
	demand(strlen(identity->name) < sizeof(identity->name));
	demand(strlen(identity->space) < sizeof(identity->space));
	demand(strlen(identity->pod_uid) < sizeof(identity->pod_uid));
}

static void docker_take(const char *text, size_t len)
{
	struct record record = { .seen = 0 };
	pid_t pid = 0;

	docker_parse_config(text, len, &record, &pid);
	demand(pid >= 0);
	record_clear(&record);
}

static void storage_take(const char *text, size_t len)
{
	struct storage storage = { .count = 0 };

	storage_parse(text, len, &storage);
	for (size_t i = 0; i < storage.count; i++)
		demand(storage_find(&storage, storage.all[i].id) != NULL);
	storage_done(&storage);
}

static void bundle_take(const char *text, size_t len)
{
	struct record record = { .seen = 0 };

	containerd_parse_bundle(text, len, &record);
	record_clear(&record);
}

static void oci_check(struct oci_state *oci, int result)
{
	demand(result == 0 || (!oci->cgroups && !oci->labels));
	demand(oci->pid >= 0);
	oci_has_cgroup(oci, span_of("/custom/foo"));
	oci_state_done(oci);
}

static void runc_take(const char *text, size_t len)
{
	struct oci_state oci = { .start = START_NONE };

	oci_check(&oci, oci_parse_runc(text, len, true, &oci));
}

static void crun_take(const char *text, size_t len)
{
	struct oci_state oci = { .start = START_NONE };

	oci_check(&oci, oci_parse_crun(text, len, &oci));
}

static void lxc_take(const char *text, size_t len)
{
	struct record record = { .seen = 0 };

	lxc_parse_config(text, len, &record);
	lxc_parse_backup(text, len, &record);
	record_clear(&record);
}

static void machine_take(const char *text, size_t len)
{
	char name[64];

	demand(nspawn_parse_machine(text, len) >= 0);
	if (nspawn_unescape((struct span){ text, len }, name, sizeof(name)))
		demand(name[0] && strlen(name) < sizeof(name));
}

static void command_take(const char *text, size_t len)
{
	struct span command = { text, len }, rest = command;
	struct sandbox_makers makers = { .init_command = command, .parent_command = command };
	struct identity identity;
	char name[IDENTITY_ID];

	for (const struct engine *const *engine = engines_all; *engine; engine++) {
		if ((*engine)->match_command &&
		    (*engine)->match_command(command, &identity) != CLAIM_NONE)
			identity_check(&identity);
	}
	/* The same text as the names around it, cut at its first NUL. */
	makers.unit = makers.init_name = makers.parent_name = span_cut(&rest, '\0');
	sandbox_needs_commands(&makers);
	if (sandbox_name(&makers, name, sizeof(name)))
		demand(name[0] && strlen(name) < sizeof(name));
}

static void cgroup_take(const char *text, size_t len)
{
	struct span unit = cgroup_unit(text, len);
	struct cgroup_verdict verdict;

	demand(unit.len == 0 || (unit.text >= text && unit.text + unit.len <= text + len));
	cgroup_judge(text, len, &verdict);
	demand(verdict.count <= CGROUP_CHAIN);
	demand(verdict.claim != CLAIM_CONTAINER || verdict.count > 0);
	for (size_t i = 0; i < verdict.count; i++)
		identity_check(&verdict.chain[i]);
}

static void mounts_take(const char *text, size_t len)
{
	struct identity identity;

	if (mounts_judge(text, len, &identity) != CLAIM_NONE)
		identity_check(&identity);
}

static void kubernetes_take(const char *text, size_t len)
{
	struct span pod, pod_namespace, container, id;
	struct record record = { .seen = 0 };
	char *name = strndup(text, len);

	demand(name != NULL);
	if (kubernetes_read_name(name, &record) > 0)
		demand(record.pod && record.pod_namespace && record.name);
	if (kubernetes_parse_log(span_of(name), &pod, &pod_namespace, &container, &id))
		demand(span_is_id(id));
	record_clear(&record);
	free(name);
}

static void passwd_take(const char *text, size_t len)
{
	struct span home;

	if (state_find_home((struct span){ text, len }, 1000, &home))
		demand(home.len > 0 && home.text[0] != '/');
}

static void remotes_take_all(const char *text, size_t len)
{
	struct span rest = { text, len }, root = span_of("/host");
	struct remotes remotes = { .count = 0 };

	while (rest.len > 0)
		demand(remotes_take(&remotes, span_cut(&rest, '\n'), root) == 0);
	for (size_t i = 0; i < remotes.count; i++)
		demand(remotes.points[i][0] && remotes_cover(&remotes, remotes.points[i]));
	remotes_done(&remotes);
}

static const struct format {
	char letter;
	void (*take)(const char *text, size_t len);
} formats[] = {
	{ 'd', docker_take },      /* Docker's config.v2.json */
	{ 's', storage_take },     /* containers.json of containers/storage */
	{ 'b', bundle_take },      /* config.json of an OCI bundle */
	{ 'r', runc_take },        /* runc's state.json */
	{ 'c', crun_take },        /* crun's status */
	{ 'l', lxc_take },         /* LXC's config, Incus's backup.yaml */
	{ 'n', machine_take },     /* /run/systemd/machines/NAME; the name of a unit */
	{ 'a', command_take },     /* /proc/PID/cmdline */
	{ 'g', cgroup_take },      /* /proc/PID/cgroup */
	{ 'm', mounts_take },      /* /proc/PID/mountinfo */
	{ 'f', remotes_take_all }, /* the same, for what is remote */
	{ 'k', kubernetes_take },  /* names that a kubelet makes */
	{ 'p', passwd_take },      /* passwd */
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (size == 0)
		return 0;
	/* A copy of its own size, so that one byte too far is seen. */
	text = malloc(size > 1 ? size - 1 : 1);
	demand(text != NULL);
	memcpy(text, data + 1, size - 1);
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if ((char)data[0] == formats[i].letter)
			formats[i].take(text, size - 1);
	}
	free(text);
	return 0;
}
