/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fake procfs in a temporary folder, built from a table that stands in the test.
 *
 *     static const struct fixture_process table[] = {
 *             { .chain = "1", .name = "systemd" },
 *             { .chain = "3976 1", .ppid = 1, .ns = 4026532254, .name = "nginx" },
 *     };
 *     struct fixture fixture;
 *
 *     fixture_open(&fixture);
 *     fixture_add_all(&fixture, table, ARRAY_SIZE(table));
 *     ... collector_open(fixture_proc_fd(&fixture), fixture_root_fd(&fixture), ...) ...
 *     fixture_close(&fixture);
 *
 * Files have the form that proc(5) describes. Links in ns/ dangle, as nobody but the kernel can
 * make real ones: what takes an open namespace (parents, owners) is not to be had from a fixture.
 * Everything here ends the program with a message when it fails.
 */
#ifndef NSPID_TESTS_FIXTURE_H
#define NSPID_TESTS_FIXTURE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define FIXTURE_VIEW_NS UINT64_C(4026531836)

enum fixture_flag {
	FIXTURE_HIDDEN = 1 << 0,          /* as under hidepid=1; needs fixture_confine() */
	FIXTURE_NO_NSPID = 1 << 1,        /* a kernel before 4.1: no line begins with NS */
	FIXTURE_NO_KTHREAD_LINE = 1 << 2, /* a kernel before 6.8 */
	FIXTURE_KTHREAD = 1 << 3,         /* a thread of the kernel: no memory, no command line */
	FIXTURE_EXITING = 1 << 4,         /* PF_EXITING: an init waits for its namespace to end */
	FIXTURE_NS_DENIED = 1 << 5,       /* ns/pid may not be read: as without .ns */
	FIXTURE_GONE = 1 << 6,            /* ended after the listing: a folder without files */
};

/* Text that may hold NUL, for .command: `FIXTURE_COMMAND("sh\0-c\0sleep 1")`. */
#define FIXTURE_COMMAND(text) .command = (text), .command_len = sizeof(text) - 1

/* One process, or with `tgid` one thread. Whatever is left out gets a sensible value. */
struct fixture_process {
	const char *chain; /* PIDs from the view namespace down to its own: "3976 1", "3976>1" */
	pid_t tgid;        /* makes it a thread of that process */
	pid_t ppid;
	pid_t tracer;
	char state;          /* S */
	const char *name;    /* raw, escaped as the kernel does it; "process" */
	const char *command; /* arguments separated by NUL; NULL: none */
	size_t command_len;
	const char *cgroup; /* the whole file, or a path: "/a/b" becomes "0::/a/b"; NULL: "/" */
	uid_t uid;
	uint32_t threads;    /* how many it says to have; 1. Below 2 its task/ is not looked at */
	uint64_t ns;         /* inode of its PID namespace; 0 at level 0: that of the view */
	uint64_t start;      /* clock ticks after boot; 100 times its PID */
	uint64_t ticks;      /* CPU time used */
	const char *session; /* chains of the leaders; NULL: it leads itself */
	const char *group;
	const char *mountinfo; /* NULL: one mount of its own mount namespace number `mounts` */
	unsigned mounts;
	uint64_t blocked, ignored, caught, pending; /* signal sets */
	unsigned flags;                             /* enum fixture_flag bits */
};

struct fixture {
	char path[PATH_MAX];     /* the folder that stands for / */
	char proc[PATH_MAX + 8]; /* its proc/ */
	bool own;                /* made here, and removed at the end */
	uint64_t view_ns;        /* may be changed before processes are added */
};

/* A new folder with an empty proc/ that has stat and uptime: up for 1000 s since 1700000000. */
void fixture_open(struct fixture *fixture);

/* The same with a proc/ at that path, which is left behind. */
void fixture_open_at(struct fixture *fixture, const char *proc);

/* Removes everything. */
void fixture_close(struct fixture *fixture);

/* Adds a process or a thread; one that is there already is replaced. */
void fixture_add(struct fixture *fixture, const struct fixture_process *process);
void fixture_add_all(struct fixture *fixture, const struct fixture_process *table, size_t count);

/* A process ends, with its threads. */
void fixture_remove(struct fixture *fixture, pid_t pid);

void fixture_set_clock(struct fixture *fixture, double uptime, uint64_t boot_time);

/* Makes `self` that process. */
void fixture_set_self(struct fixture *fixture, pid_t pid);

/* A file or a link, relative to proc/; "../etc/passwd" lies beside it. Folders are made. */
void fixture_write(struct fixture *fixture, const char *name, const void *bytes, size_t len);
void fixture_write_text(struct fixture *fixture, const char *name, const char *text);
void fixture_link(struct fixture *fixture, const char *name, const char *target);

/* New descriptors of proc/ and of the folder that stands for /. */
int fixture_proc_fd(const struct fixture *fixture);
int fixture_root_fd(const struct fixture *fixture);

/*
 * Root may read every file, whatever its mode is: between these two the calling thread, and threads
 * that it creates, may not. For an ordinary user they do nothing.
 */
void fixture_confine(void);
void fixture_unconfine(void);

/* Gives up for good, also for programs run by exec, what fixture_confine() takes away. */
void fixture_confine_forever(void);

#endif
