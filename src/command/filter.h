/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The filters of tree, table and list.
 */
#ifndef NSPID_COMMAND_FILTER_H
#define NSPID_COMMAND_FILTER_H

#include <regex.h>

#include "command/target.h"

struct filter {
	bool active; /* any of them is set */
	bool by_ns;
	struct target ns;
	uint32_t ns_index; /* after filter_resolve() */
	const char *user;
	bool by_uid;
	uid_t uid;
	const char *states;
	bool by_name;
	regex_t name;
	int level;     /* -1: any */
	int min_level; /* -1: any */
	bool by_container;
	struct target container;
	const char *engine, *pod;
};

/* Parses what the request says. -1, or the exit status after an error was said. */
int filter_parse(const struct request *request, struct filter *ret_filter);
void filter_done(struct filter *filter);

/* The facts that filter_passes() needs. */
unsigned filter_facts(const struct filter *filter);

/* Resolves the namespace and the user against a snapshot. -1 or an exit status. */
int filter_resolve(const struct command *command, const struct snapshot *snapshot,
                   struct filter *filter);

bool filter_passes(const struct filter *filter, const struct snapshot *snapshot,
                   const struct process *process);

/* For namespaces without processes: only --ns and the levels can hold for them. */
bool filter_passes_empty(const struct filter *filter, const struct snapshot *snapshot,
                         const struct namespace *ns);

#endif
