/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parsing targets.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/number.h"
#include "collect/nsfs.h"
#include "collect/parse.h"
#include "command/target.h"

/* The smallest nsfs inode (PID_NS_INIT_INO and its neighbours in linux/nsfs.h). */
#define TARGET_ID_MIN UINT64_C(0xEFFFFFF0)

static int number_bad(const struct command *command, const char *text)
{
	return commands_fail(command, STATUS_USAGE, true,
	                     "'%s': PIDs go from 1 to %d, namespace ids start at %llu", text,
	                     NUMBER_PID_MAX, (unsigned long long)UINT64_C(4026531836));
}

static int parse_number(const struct command *command, const char *text, struct target *target)
{
	uint64_t value;

	if (number_parse(text, strlen(text), &value) < 0 || value == 0)
		return number_bad(command, target->text);
	if (value <= NUMBER_PID_MAX) {
		target->kind = TARGET_PROCESS;
		target->pid = (pid_t)value;
		return -1;
	}
	if (value < TARGET_ID_MIN || value > UINT32_MAX)
		return number_bad(command, target->text);
	target->kind = TARGET_NAMESPACE;
	target->id = value;
	return -1;
}

/* The namespace of a file: by its link where it is one of procfs, else by opening it. */
static int parse_path(const struct command *command, const char *path, struct target *target)
{
	_cleanup_close_ int fd = -1;
	char link[PATH_MAX];
	ssize_t n = readlink(path, link, sizeof(link));
	int r;

	target->kind = TARGET_NAMESPACE;
	if (n > 0 && parse_namespace_link(link, (size_t)n, &target->id) == 0)
		return -1;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return commands_fail(command, errno == ENOENT ? STATUS_NOTHING : STATUS_USAGE,
		                     false, "%s: %s", path, strerror(errno));
	r = nsfs_check_pid(fd);
	if (r == -ENOTTY)
		return commands_fail(command, STATUS_USAGE, false, "%s: not a namespace file",
		                     path);
	if (r < 0)
		return commands_fail(command, STATUS_USAGE, false,
		                     "%s: a namespace of another type, not a PID namespace", path);
	target->mounted = true;
	return nsfs_id(fd, &target->id) < 0 ? (int)STATUS_USAGE : -1;
}

static int parse_id_link(const struct command *command, const char *text, struct target *target)
{
	target->kind = TARGET_NAMESPACE;
	if (parse_namespace_link(text, strlen(text), &target->id) < 0)
		return commands_fail(command, STATUS_USAGE, true,
		                     "'%s': a namespace is written pid:[NUMBER]", target->text);
	return -1;
}

/* ~3976, or ~4026532254 as columns mark an id that was inferred. */
static int parse_init(const struct command *command, const char *text, struct target *target)
{
	uint64_t value;

	if (number_parse(text + 1, strlen(text + 1), &value) == 0 && value > NUMBER_PID_MAX)
		return parse_number(command, text + 1, target);
	target->kind = TARGET_INIT;
	if (number_parse_pid(text + 1, &target->pid) < 0)
		return commands_fail(command, STATUS_USAGE, true,
		                     "'%s': a namespace by its init is written ~PID", target->text);
	return -1;
}

/* "net:[4026531840]" and the like. */
static bool is_other_namespace(const char *text)
{
	static const char *const types[] = { "cgroup", "ipc", "mnt", "net", "time", "user", "uts" };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		size_t len = strlen(types[i]);

		if (strncmp(text, types[i], len) == 0 && strncmp(text + len, ":[", 2) == 0)
			return true;
	}
	return false;
}

/* Names of containers may hold a slash, and are no paths behind the name of an engine. */
static bool has_engine(const char *text)
{
	size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return len > 0 && text[len] == ':';
}

int target_parse_container(const struct command *command, const char *text, struct target *target)
{
	const char *colon = strchr(text, ':');

	target->kind = TARGET_CONTAINER;
	target->name = text;
	if (colon) {
		size_t len = (size_t)(colon - text);

		if (len == 0 || len >= sizeof(target->engine) || colon[1] == '\0')
			return commands_fail(command, STATUS_USAGE, true,
			                     "'%s': a container is written ENGINE:NAME",
			                     target->text);
		memcpy(target->engine, text, len);
		target->engine[len] = '\0';
		target->name = colon + 1;
	}
	return -1;
}

static int parse_place(const struct command *command, const char *text, struct target *target)
{
	if (text[0] == '\0')
		return commands_fail(command, STATUS_USAGE, true, "'%s': the target is empty",
		                     target->text);
	if (strchr(text, '@') && text[0] != '/')
		return commands_fail(command, STATUS_USAGE, true,
		                     "'%s': one @ only: what stands behind it names a place",
		                     target->text);
	if (strcmp(text, "host") == 0) {
		target->kind = TARGET_HOST;
		return -1;
	}
	if (text[0] == '~')
		return parse_init(command, text, target);
	if (strncmp(text, "pid:[", 5) == 0)
		return parse_id_link(command, text, target);
	if (strspn(text, "0123456789") == strlen(text))
		return parse_number(command, text, target);
	if (text[0] == '-' && text[1] >= '0' && text[1] <= '9')
		return number_bad(command, target->text);
	if (is_other_namespace(text))
		return commands_fail(command, STATUS_USAGE, true,
		                     "'%s': a namespace of another type, not a PID namespace",
		                     target->text);
	if (strchr(text, '/') && !has_engine(text))
		return parse_path(command, text, target);
	return target_parse_container(command, text, target);
}

int target_parse(const struct command *command, const char *text, struct target *ret_target)
{
	struct target target = { .text = text };
	const char *at = strchr(text, '@');
	const char *place = text;
	int r;

	if (at) {
		uint64_t number;

		if (number_parse(text, (size_t)(at - text), &number) < 0 || number == 0 ||
		    number > NUMBER_PID_MAX)
			return commands_fail(command, STATUS_USAGE, true,
			                     "'%s': a PID from 1 to %d stands in front of @", text,
			                     NUMBER_PID_MAX);
		target.at = true;
		target.number = (pid_t)number;
		place = at + 1;
	}
	r = parse_place(command, place, &target);
	if (r < 0)
		*ret_target = target;
	return r;
}

unsigned target_facts(const struct target *target)
{
	unsigned facts = 0;

	if (target->kind == TARGET_CONTAINER)
		facts |= FACT_CONTAINER | FACT_NAMESPACE;
	if (target->kind == TARGET_NAMESPACE || target->kind == TARGET_INIT || target->at)
		facts |= FACT_NAMESPACE | FACT_HIERARCHY;
	/* Where its processes' links may not be read, the mount tells whose namespace it is. */
	if (target->mounted)
		facts |= FACT_MOUNTS;
	return facts;
}
