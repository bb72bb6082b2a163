/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One parser for each text format of procfs. Pure: a buffer and its length in, fields out.
 */
#ifndef NSPID_COLLECT_PARSE_H
#define NSPID_COLLECT_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "model/snapshot.h"

enum {
	PARSE_NAME_MAX = 64
}; /* TASK_COMM_LEN is 16; kernel threads show up to 63 (proc_task_name()) */

/* What /proc/PID/status says (proc_pid_status(5)). */
struct status_fields {
	char name[PARSE_NAME_MAX];
	size_t name_len;
	char state; /* '?': not there */
	pid_t tgid, pid, ppid, tracer;
	uid_t euid;
	uint32_t nthreads;
	int kthread;     /* 1, 0, or -1: a kernel before 6.8 does not say */
	bool has_memory; /* a Vm line: neither a zombie nor a kernel thread */
	pid_t chain[LEVEL_MAX + 1];
	int nchain;     /* 0: a kernel without NSpid (before 4.1) */
	pid_t group[2]; /* first and last number of NSpgid */
	pid_t session[2];
	struct signals signals;
};

/*
 * Parses as far as `Threads`, or to the end when the signal sets are wanted. 0; -EINVAL: no PID in
 * it; -E2BIG: more levels than the kernel allows.
 */
int parse_status(const char *text, size_t len, bool want_signals, struct status_fields *ret_fields);

/* What /proc/PID/stat says (proc_pid_stat(5)). */
struct stat_fields {
	const char *name; /* points into the text, between the outermost brackets */
	size_t name_len;
	char state;
	pid_t ppid;
	int tty;        /* device number, 0: none */
	unsigned flags; /* PF_* of the kernel */
	uint64_t ticks; /* user and system time */
	int nice;
	uint32_t nthreads;
	uint64_t start;
	uint64_t vsz; /* bytes */
	uint64_t rss; /* pages */
};
int parse_stat(const char *text, size_t len, struct stat_fields *ret_fields);

#define STAT_EXITING   0x00000004U /* PF_EXITING, PF_FORKNOEXEC, PF_KTHREAD of linux/sched.h: */
#define STAT_NOT_EXECD 0x00000040U /* the same on every kernel so far */
#define STAT_KTHREAD   0x00200000U

/* "pid:[4026531836]", the target of ns/pid. 0, or -EINVAL: another type, or no namespace. */
int parse_namespace_link(const char *text, size_t len, uint64_t *ret_id);

/*
 * The path of the hierarchy that says most in /proc/PID/cgroup: of v2 (`0::`), name=systemd, pids,
 * cpu, and then any, the first whose path is not "/"; "/" when all are. Points into the text.
 * 0 or -EINVAL.
 */
int parse_cgroup(const char *text, size_t len, const char **ret_path, size_t *ret_len);

/*
 * The next user in the text of passwd(5) from *cursor on, which is moved behind the line; lines
 * that are none are passed over. *ret_name is ended in place. 1: found, 0: no more.
 */
int parse_passwd_next(char *text, size_t len, size_t *cursor, char **ret_name, uid_t *ret_uid);

/*
 * The next bind-mounted PID namespace in /proc/PID/mountinfo from *cursor on, which is moved
 * behind its line. The mount point is unescaped in place in `path`. 1: found, 0: no more.
 */
int parse_mountinfo_next(const char *text, size_t len, size_t *cursor, uint64_t *ret_id, char *path,
                         size_t path_size);

/*
 * A path of mountinfo as it is: space, tab, newline and backslash stand there as three octal digits
 * behind a backslash (proc_pid_mountinfo(5)). Cut to size and ended with NUL; its length.
 */
size_t parse_mountinfo_path(const char *text, size_t len, char *path, size_t size);

/* The smallest mount id of a mountinfo: two processes with the same share their mount namespace. */
uint64_t parse_mountinfo_first_id(const char *text, size_t len);

/* The hidepid= option of the procfs with this device number: 0, 1, 2 or 4 (proc(5)); -1: not seen. */
int parse_mountinfo_hidepid(const char *text, size_t len, unsigned major, unsigned minor);

/* The value of a line such as "btime 1700000000" in /proc/stat. 0 or -ENOENT. */
int parse_keyed_number(const char *text, size_t len, const char *key, uint64_t *ret_value);

#endif
