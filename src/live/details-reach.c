/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Command lines that lead to a process: the engine's own, and nsenter(1).
 *
 * They are there to be copied into a shell, and names come from files of others: what is not plain
 * is quoted, and what cannot even be shown as it is gives no command line at all.
 */
#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "live/details-lines.h"

enum { WORD_SIZE = 320, ID_SHORT = 12 };

static bool is_plain(const char *text)
{
	return text[0] && text[0] != '-' &&
	       strspn(text,
	              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:/@-") ==
	               strlen(text);
}

/*
 * A word for a shell. False: it cannot be written safely. A quote in the text would end the
 * quoting, and a dash would begin an option.
 */
static bool word_write(const char *text, char *buffer, size_t size)
{
	char safe[WORD_SIZE];

	if (!text || !text[0] || text[0] == '-' || strlen(text) + 3 > size || strchr(text, '\''))
		return false;
	escape_text(text, strlen(text), 0, safe, sizeof(safe));
	if (strcmp(safe, text) != 0)
		return false;
	snprintf(buffer, size, is_plain(text) ? "%s" : "'%s'", text);
	return true;
}

/* By name, or by the start of the id. */
static bool container_word(const struct container *container, char *buffer, size_t size)
{
	char id[ID_SHORT + 1];

	if (word_write(container->name, buffer, size))
		return true;
	if (!container->id)
		return false;
	snprintf(id, sizeof(id), "%.*s", ID_SHORT, container->id);
	return word_write(id, buffer, size);
}

#define ADD(details, ...)                                                                          \
	live_lines_add((details)->lines, LIVE_LINE_COMMAND, NULL, "  " __VA_ARGS__)

static void pod_add(const struct details *details, const struct container *container)
{
	char space[WORD_SIZE], pod[WORD_SIZE], name[WORD_SIZE];

	if (word_write(container->pod_namespace, space, sizeof(space)) &&
	    word_write(container->pod, pod, sizeof(pod)) &&
	    word_write(container->name, name, sizeof(name)))
		ADD(details, "kubectl exec -it -n %s %s -c %s -- sh", space, pod, name);
	if (container->id && word_write(container->id, name, sizeof(name)))
		ADD(details, "crictl exec -it %.*s sh", ID_SHORT, name);
}

static void container_add(const struct details *details, const struct container *container)
{
	static const struct {
		const char *engine, *format;
	} ways[] = {
		{ "docker", "docker exec -it %s sh" }, { "podman", "podman exec -it %s sh" },
		{ "lxc", "lxc-attach -n %s" },         { "lxd", "lxc exec %s -- sh" },
		{ "incus", "incus exec %s -- sh" },    { "nspawn", "machinectl shell %s" },
		{ "runc", "runc exec -t %s sh" },      { "crun", "crun exec -t %s sh" },
	};
	const char *engine = container->engine ? container->engine : "";
	char word[WORD_SIZE];

	if (container->pod) {
		pod_add(details, container);
		return;
	}
	if (!container_word(container, word, sizeof(word)))
		return;
	if (strcmp(engine, "containerd") == 0 && word_write(container->id, word, sizeof(word)))
		ADD(details, "ctr task exec -t --exec-id nspid %s sh", word);
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		char line[WORD_SIZE + 64];
		const char *mark = strstr(ways[i].format, "%s");

		if (strcmp(ways[i].engine, engine) != 0)
			continue;
		snprintf(line, sizeof(line), "%.*s%s%s", (int)(mark - ways[i].format),
		         ways[i].format, word, mark + 2);
		ADD(details, "%s", line);
	}
}

/* A living process of the namespace: what ended cannot be entered. */
static const struct process *entrance(const struct details *details, const struct process *process,
                                      const struct namespace *ns)
{
	if (process && !process_is_zombie(process))
		return process;
	if (!ns || ns->init == PROCESS_NONE)
		return NULL;
	process = &details->snapshot->processes[ns->init];
	return process_is_zombie(process) ? NULL : process;
}

void details_add_reach(const struct details *details, const struct process *process,
                       const struct namespace *ns, uint32_t container)
{
	const struct process *target = entrance(details, process, ns);

	live_lines_add(details->lines, LIVE_LINE_PLAIN, NULL, "%s", "");
	live_lines_add(details->lines, LIVE_LINE_HEADING, NULL, "Reach it");
	if (container != CONTAINER_NONE)
		container_add(details, &details->snapshot->containers[container]);
	if (!target) {
		live_lines_add(details->lines, LIVE_LINE_PLAIN, NULL,
		               "  no living process to enter by");
		return;
	}
	if (target->level == 0 && container == CONTAINER_NONE) {
		live_lines_add(details->lines, LIVE_LINE_PLAIN, NULL,
		               "  it lives in the view namespace, as you see it here");
		return;
	}
	ADD(details, "nsenter -t %d -a", (int)target->pid);
	if (target->level > 0)
		ADD(details, "nspid ps %d", (int)target->pid);
}
