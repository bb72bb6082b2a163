/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading the names that Kubernetes gives: CRI annotations, Docker's labels and names, log files.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "collect/runtime/kubernetes.h"

/* The keys of one runtime (containerd's pkg/cri/annotations, CRI-O's, dockershim's labels). */
struct vocabulary {
	const char *pod, *pod_namespace, *container, *type, *sandbox, *image;
};

static const struct vocabulary vocabularies[] = {
	{
		.pod = "io.kubernetes.cri.sandbox-name",
		.pod_namespace = "io.kubernetes.cri.sandbox-namespace",
		.container = "io.kubernetes.cri.container-name",
		.type = "io.kubernetes.cri.container-type",
		.sandbox = "sandbox",
		.image = "io.kubernetes.cri.image-name",
	},
	{
		.pod = "io.kubernetes.pod.name",
		.pod_namespace = "io.kubernetes.pod.namespace",
		.container = "io.kubernetes.container.name",
		.type = "io.kubernetes.cri-o.ContainerType",
		.sandbox = "sandbox",
		.image = "io.kubernetes.cri-o.ImageName",
	},
	{
		.pod = "io.kubernetes.pod.name",
		.pod_namespace = "io.kubernetes.pod.namespace",
		.container = "io.kubernetes.container.name",
		.type = "io.kubernetes.docker.type",
		.sandbox = "podsandbox",
		.image = "",
	},
};

int kubernetes_read_annotations(const json_t *annotations, struct record *record)
{
	for (size_t i = 0; i < ARRAY_SIZE(vocabularies); i++) {
		const struct vocabulary *words = &vocabularies[i];
		const char *pod = pick_text(annotations, words->pod);
		const char *type = pick_text(annotations, words->type);
		const char *name = pick_text(annotations, words->container);

		if (!pod || !type)
			continue;
		if (strcmp(type, words->sandbox) == 0)
			name = KUBERNETES_SANDBOX;
		if (record_set(&record->pod, pod) < 0 ||
		    record_set(&record->pod_namespace,
		               pick_text(annotations, words->pod_namespace)) < 0 ||
		    record_set(&record->name, name) < 0 ||
		    record_set(&record->image, pick_text(annotations, words->image)) < 0)
			return -ENOMEM;
		return 0;
	}
	return 0;
}

int kubernetes_read_name(const char *name, struct record *record)
{
	struct span rest = span_of(name), container, pod, pod_namespace;

	if (!span_skip(&rest, "k8s_"))
		return 0;
	container = span_cut(&rest, '_');
	pod = span_cut(&rest, '_');
	pod_namespace = span_cut(&rest, '_');
	if (!container.len || !pod.len || !pod_namespace.len)
		return 0;
	if (record_set_span(&record->pod, pod) < 0 ||
	    record_set_span(&record->pod_namespace, pod_namespace) < 0 ||
	    record_set_span(&record->name, container) < 0)
		return -ENOMEM;
	return 1;
}

bool kubernetes_parse_log(struct span file, struct span *ret_pod, struct span *ret_namespace,
                          struct span *ret_container, struct span *ret_id)
{
	if (!span_chop(&file, ".log"))
		return false;
	*ret_id = span_cut_last(&file, '-');
	*ret_pod = span_cut(&file, '_');
	*ret_namespace = span_cut(&file, '_');
	*ret_container = file;
	return span_is_id(*ret_id) && ret_pod->len && ret_namespace->len && ret_container->len;
}

/* The folder of logs, listed once while it does not change. */
struct logs {
	struct timespec changed;
	char **files;
	size_t count, size;
	struct idmap by_id; /* hash of the id -> index of files */
};

static void logs_clear(struct logs *logs)
{
	for (size_t i = 0; i < logs->count; i++)
		free(logs->files[i]);
	free(logs->files);
	idmap_done(&logs->by_id);
	*logs = (struct logs){ 0 };
}

static void logs_done(void *memory)
{
	logs_clear(memory);
}

static int log_add(void *data, const struct state_dir *dir, const char *name)
{
	struct span pod, pod_namespace, container, id;
	struct logs *logs = data;
	char *copy;

	(void)dir;
	if (!kubernetes_parse_log(span_of(name), &pod, &pod_namespace, &container, &id))
		return 0;
	if (logs->count == logs->size) {
		size_t bigger = logs->size ? logs->size * 2 : 64;
		char **moved = reallocarray(logs->files, bigger, sizeof(*moved));

		if (!moved)
			return -ENOMEM;
		logs->files = moved;
		logs->size = bigger;
	}
	copy = strdup(name);
	if (!copy)
		return -ENOMEM;
	logs->files[logs->count] = copy;
	return idmap_put(&logs->by_id, record_hash(id), (uint32_t)logs->count++);
}

static int logs_read(struct state *state, struct logs *logs)
{
	_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;
	struct stat st;
	int r;

	if (state_dir_open(state, 0, "var/log/containers", &dir) < 0 || fstat(dir.fd, &st) < 0)
		return 0;
	if (st.st_mtim.tv_sec == logs->changed.tv_sec &&
	    st.st_mtim.tv_nsec == logs->changed.tv_nsec)
		return 0;
	logs_clear(logs);
	logs->changed = st.st_mtim;
	r = state_dir_walk(state, &dir, log_add, logs);
	return r == -ENOMEM ? r : 0;
}

int kubernetes_read_logs(struct state *state, struct record *record)
{
	static const char owner;
	struct span wanted = span_of(record->identity.id), pod, pod_namespace, container, id;
	struct logs *logs = state_remember(state, &owner, sizeof(*logs), logs_done);
	uint32_t index;

	if (!logs || logs_read(state, logs) < 0)
		return -ENOMEM;
	index = idmap_get(&logs->by_id, record_hash(wanted));
	if (index == IDMAP_NONE ||
	    !kubernetes_parse_log(span_of(logs->files[index]), &pod, &pod_namespace, &container,
	                          &id) ||
	    !span_equals(id, wanted))
		return 0;
	if (record_set_span(&record->pod, pod) < 0 ||
	    record_set_span(&record->pod_namespace, pod_namespace) < 0 ||
	    record_set_span(&record->name, container) < 0)
		return -ENOMEM;
	return 0;
}

/* <namespace>_<pod>_<uid> */
static int pod_each(void *data, const struct state_dir *dir, const char *name)
{
	struct record *record = data;
	struct span pod = span_of(name), uid = span_cut_last(&pod, '_'), pod_namespace;

	(void)dir;
	if (!span_is(uid, record->identity.pod_uid))
		return 0;
	pod_namespace = span_cut(&pod, '_');
	if (!pod.len || !pod_namespace.len)
		return 0;
	if (record_set_span(&record->pod, pod) < 0 ||
	    record_set_span(&record->pod_namespace, pod_namespace) < 0)
		return -ENOMEM;
	return 1;
}

int kubernetes_read_pods(struct state *state, struct record *record)
{
	_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;

	if (!record->identity.pod_uid[0] || state_dir_open(state, 0, "var/log/pods", &dir) < 0)
		return 0;
	return state_dir_walk(state, &dir, pod_each, record) == -ENOMEM ? -ENOMEM : 0;
}
