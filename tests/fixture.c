/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Building a fake procfs.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "tests/fixture.h"

enum {
	CHAIN_MAX = 64, /* more than the kernel allows, to test that */
	PF_EXITING_BIT = 0x4,
	PF_KTHREAD_BIT = 0x200000,
	PF_USUAL = 0x400000,
};

/* --- files ------------------------------------------------------------------ */

static void path_make(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0755) < 0 && errno != EEXIST)
			err(1, "mkdir %s", path);
		*slash = '/';
	}
}

static _printf_(4, 5) void path_join(char *path, size_t size, const char *base, const char *format,
                                     ...)
{
	va_list args;
	int used = snprintf(path, size, "%s/", base);

	va_start(args, format);
	vsnprintf(path + used, size - (size_t)used, format, args);
	va_end(args);
}

void fixture_write(struct fixture *fixture, const char *name, const void *bytes, size_t len)
{
	char path[2 * PATH_MAX];
	_cleanup_close_ int fd = -1;

	path_join(path, sizeof(path), fixture->proc, "%s", name);
	path_make(path);
	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0 || write(fd, bytes, len) != (ssize_t)len)
		err(1, "write %s", path);
}

void fixture_write_text(struct fixture *fixture, const char *name, const char *text)
{
	fixture_write(fixture, name, text, strlen(text));
}

void fixture_link(struct fixture *fixture, const char *name, const char *target)
{
	char path[2 * PATH_MAX];

	path_join(path, sizeof(path), fixture->proc, "%s", name);
	path_make(path);
	unlink(path);
	if (symlink(target, path) < 0)
		err(1, "symlink %s", path);
}

static int entry_remove(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

static void tree_remove(const char *path)
{
	if (access(path, F_OK) == 0 && nftw(path, entry_remove, 16, FTW_DEPTH | FTW_PHYS) != 0)
		err(1, "remove %s", path);
}

static int folder_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		err(1, "%s", path);
	return fd;
}

int fixture_proc_fd(const struct fixture *fixture)
{
	return folder_open(fixture->proc);
}

int fixture_root_fd(const struct fixture *fixture)
{
	return folder_open(fixture->path);
}

/* --- the whole -------------------------------------------------------------- */

static void fixture_begin(struct fixture *fixture)
{
	fixture->view_ns = FIXTURE_VIEW_NS;
	fixture_set_clock(fixture, 1000, 1700000000);
}

void fixture_open(struct fixture *fixture)
{
	const char *tmp = getenv("TMPDIR");

	*fixture = (struct fixture){ .own = true };
	snprintf(fixture->path, sizeof(fixture->path), "%s/nspid-fixture.XXXXXX",
	         tmp ? tmp : "/tmp");
	if (!mkdtemp(fixture->path))
		err(1, "mkdtemp %s", fixture->path);
	snprintf(fixture->proc, sizeof(fixture->proc), "%s/proc", fixture->path);
	fixture_begin(fixture);
}

void fixture_open_at(struct fixture *fixture, const char *proc)
{
	*fixture = (struct fixture){ .own = false };
	snprintf(fixture->path, sizeof(fixture->path), "%s/..", proc);
	snprintf(fixture->proc, sizeof(fixture->proc), "%s", proc);
	fixture_begin(fixture);
}

void fixture_close(struct fixture *fixture)
{
	if (fixture->own)
		tree_remove(fixture->path);
	*fixture = (struct fixture){ .own = false };
}

void fixture_set_clock(struct fixture *fixture, double uptime, uint64_t boot_time)
{
	char text[128];

	snprintf(text, sizeof(text), "%.2f %.2f\n", uptime, uptime);
	fixture_write_text(fixture, "uptime", text);
	snprintf(text, sizeof(text), "cpu  1 2 3 4\nbtime %" PRIu64 "\nprocesses 1\n", boot_time);
	fixture_write_text(fixture, "stat", text);
}

void fixture_set_self(struct fixture *fixture, pid_t pid)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", (int)pid);
	fixture_link(fixture, "self", text);
}

/* --- one process ------------------------------------------------------------ */

struct chain {
	pid_t pids[CHAIN_MAX];
	int count;
};

static struct chain chain_parse(const char *text)
{
	struct chain chain = { .count = 0 };
	char *end;

	for (const char *at = text; chain.count < CHAIN_MAX; at = end) {
		at += strspn(at, " >,");
		if (!*at)
			break;
		chain.pids[chain.count++] = (pid_t)strtol(at, &end, 10);
		if (end == at)
			errx(1, "chain '%s'", text);
	}
	if (chain.count == 0)
		errx(1, "chain '%s' is empty", text);
	return chain;
}

static void chain_line(FILE *out, const char *key, const struct chain *chain)
{
	fprintf(out, "%s:", key);
	for (int i = 0; i < chain->count; i++)
		fprintf(out, "\t%d", (int)chain->pids[i]);
	fputc('\n', out);
}

/* Leaders are known by a chain of their own, which may be shorter: 0 where they are not seen. */
static void leader_line(FILE *out, const char *key, const char *text, const struct chain *own)
{
	struct chain chain = *own;

	if (text) {
		struct chain given = chain_parse(text);

		for (int i = 0; i < chain.count; i++)
			chain.pids[i] = i < given.count ? given.pids[i] : 0;
	}
	chain_line(out, key, &chain);
}

static void name_line(FILE *out, const char *name)
{
	fputs("Name:\t", out);
	for (; *name; name++) {
		if (*name == '\n')
			fputs("\\n", out);
		else if (*name == '\\')
			fputs("\\\\", out);
		else
			fputc(*name, out);
	}
	fputc('\n', out);
}

static const char *name_of(const struct fixture_process *process)
{
	return process->name ? process->name : "process";
}

static char state_of(const struct fixture_process *process)
{
	return process->state ? process->state : 'S';
}

/* As the kernel has it: neither zombies nor threads of the kernel have memory. */
static bool has_memory(const struct fixture_process *process)
{
	return !(process->flags & FIXTURE_KTHREAD) && state_of(process) != 'Z';
}

static void status_head(FILE *out, const struct fixture_process *process, const struct chain *chain)
{
	pid_t pid = chain->pids[0];

	name_line(out, name_of(process));
	fprintf(out, "Umask:\t0022\nState:\t%c (some word)\n", state_of(process));
	fprintf(out, "Tgid:\t%d\nNgid:\t0\nPid:\t%d\n", (int)(process->tgid ? process->tgid : pid),
	        (int)pid);
	fprintf(out, "PPid:\t%d\nTracerPid:\t%d\n", (int)process->ppid, (int)process->tracer);
	fprintf(out, "Uid:\t7\t%u\t7\t7\nGid:\t0\t0\t0\t0\nFDSize:\t64\nGroups:\t0 \n",
	        process->uid);
}

static void status_tail(FILE *out, const struct fixture_process *process, uint32_t threads)
{
	uint64_t ignored = process->flags & FIXTURE_KTHREAD ? UINT64_MAX : process->ignored;

	if (!(process->flags & FIXTURE_NO_KTHREAD_LINE))
		fprintf(out, "Kthread:\t%d\n", !!(process->flags & FIXTURE_KTHREAD));
	if (has_memory(process))
		fputs("VmPeak:\t    4096 kB\nVmRSS:\t    1024 kB\n", out);
	fprintf(out, "Threads:\t%u\nSigQ:\t0/100\nSigPnd:\t0000000000000000\n", threads);
	fprintf(out, "ShdPnd:\t%016" PRIx64 "\nSigBlk:\t%016" PRIx64 "\n", process->pending,
	        process->blocked);
	fprintf(out, "SigIgn:\t%016" PRIx64 "\nSigCgt:\t%016" PRIx64 "\n", ignored,
	        process->caught);
	fputs("CapInh:\t0000000000000000\nSeccomp:\t0\n", out);
}

/* Writes what `print` puts into a stream to a file of the process. */
static void status_write(struct fixture *fixture, const char *name,
                         const struct fixture_process *process, const struct chain *chain,
                         uint32_t threads)
{
	_cleanup_free_ char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	status_head(out, process, chain);
	if (!(process->flags & FIXTURE_NO_NSPID)) {
		chain_line(out, "NStgid", chain);
		chain_line(out, "NSpid", chain);
		leader_line(out, "NSpgid", process->group, chain);
		leader_line(out, "NSsid", process->session, chain);
	}
	status_tail(out, process, threads);
	fclose(out);
	fixture_write(fixture, name, text, len);
}

static uint64_t start_of(const struct fixture_process *process, pid_t pid)
{
	return process->start ? process->start : (uint64_t)pid * 100;
}

static void stat_write(struct fixture *fixture, const char *name,
                       const struct fixture_process *process, pid_t pid, uint32_t threads)
{
	unsigned flags = PF_USUAL;
	char text[1024];

	if (process->flags & FIXTURE_KTHREAD)
		flags |= PF_KTHREAD_BIT;
	if (process->flags & FIXTURE_EXITING)
		flags |= PF_EXITING_BIT;
	snprintf(text, sizeof(text),
	         "%d (%s) %c %d %d %d 0 -1 %u 1 2 3 4 %" PRIu64 " 0 5 6 20 -5 %u 0 %" PRIu64
	         " 8192000 250 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0\n",
	         (int)pid, name_of(process), state_of(process), (int)process->ppid, (int)pid,
	         (int)pid, flags, process->ticks, threads, start_of(process, pid));
	fixture_write_text(fixture, name, text);
}

static void cgroup_write(struct fixture *fixture, const char *name, const char *cgroup)
{
	char text[2 * PATH_MAX];

	if (cgroup && cgroup[0] != '/') {
		fixture_write_text(fixture, name, cgroup);
		return;
	}
	snprintf(text, sizeof(text), "0::%s\n", cgroup ? cgroup : "/");
	fixture_write_text(fixture, name, text);
}

static void mountinfo_write(struct fixture *fixture, const char *name,
                            const struct fixture_process *process)
{
	char text[256];

	if (process->mountinfo) {
		fixture_write_text(fixture, name, process->mountinfo);
		return;
	}
	snprintf(text, sizeof(text), "%u 1 98:0 / / rw,noatime - ext4 /dev/root rw\n",
	         process->mounts * 100 + 21);
	fixture_write_text(fixture, name, text);
}

static void namespace_write(struct fixture *fixture, const char *name,
                            const struct fixture_process *process, int level)
{
	uint64_t id = process->ns ? process->ns : level == 0 ? fixture->view_ns : 0;
	char text[64];

	/*
	 * A link that may not be read, for root too: readlink() of a file that is no link fails,
	 * and that must count as denied.
	 */
	if (!id || (process->flags & FIXTURE_NS_DENIED)) {
		fixture_write_text(fixture, name, "");
		return;
	}
	snprintf(text, sizeof(text), "pid:[%" PRIu64 "]", id);
	fixture_link(fixture, name, text);
}

static void hide(struct fixture *fixture, pid_t pid)
{
	static const char *const names[] = { "status", "stat", "cmdline", "cgroup", "mountinfo" };
	char path[2 * PATH_MAX];

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		path_join(path, sizeof(path), fixture->proc, "%d/%s", (int)pid, names[i]);
		if (chmod(path, 0) < 0)
			err(1, "chmod %s", path);
	}
}

static void thread_add(struct fixture *fixture, const struct fixture_process *thread,
                       const struct chain *chain)
{
	uint32_t threads = thread->threads ? thread->threads : 2;
	int tid = chain->pids[0];
	char name[64];

	snprintf(name, sizeof(name), "%d/task/%d/status", (int)thread->tgid, tid);
	status_write(fixture, name, thread, chain, threads);
	snprintf(name, sizeof(name), "%d/task/%d/stat", (int)thread->tgid, tid);
	stat_write(fixture, name, thread, tid, threads);
}

static void process_add(struct fixture *fixture, const struct fixture_process *process,
                        const struct chain *chain)
{
	int pid = chain->pids[0];
	uint32_t threads = process->threads ? process->threads : 1;
	char name[64];

	snprintf(name, sizeof(name), "%d/status", pid);
	status_write(fixture, name, process, chain, threads);
	snprintf(name, sizeof(name), "%d/task/%d/status", pid, pid);
	status_write(fixture, name, process, chain, threads);
	snprintf(name, sizeof(name), "%d/stat", pid);
	stat_write(fixture, name, process, pid, threads);
	snprintf(name, sizeof(name), "%d/cmdline", pid);
	fixture_write(fixture, name, process->command ? process->command : "",
	              process->command_len ? process->command_len
	              : process->command   ? strlen(process->command)
	                                   : 0);
	snprintf(name, sizeof(name), "%d/cgroup", pid);
	cgroup_write(fixture, name, process->cgroup);
	snprintf(name, sizeof(name), "%d/mountinfo", pid);
	mountinfo_write(fixture, name, process);
	snprintf(name, sizeof(name), "%d/ns/pid", pid);
	namespace_write(fixture, name, process, chain->count - 1);
	if (process->flags & FIXTURE_HIDDEN)
		hide(fixture, pid);
}

void fixture_add(struct fixture *fixture, const struct fixture_process *process)
{
	struct chain chain = chain_parse(process->chain);
	char path[2 * PATH_MAX];

	if (process->tgid) {
		thread_add(fixture, process, &chain);
		return;
	}
	if (!(process->flags & FIXTURE_GONE)) {
		process_add(fixture, process, &chain);
		return;
	}
	path_join(path, sizeof(path), fixture->proc, "%d/", (int)chain.pids[0]);
	path_make(path);
}

void fixture_add_all(struct fixture *fixture, const struct fixture_process *table, size_t count)
{
	for (size_t i = 0; i < count; i++)
		fixture_add(fixture, &table[i]);
}

void fixture_remove(struct fixture *fixture, pid_t pid)
{
	char path[2 * PATH_MAX];

	path_join(path, sizeof(path), fixture->proc, "%d", (int)pid);
	tree_remove(path);
}

/* --- root is no longer almighty ---------------------------------------------- */

static const unsigned overrides = 1U << CAP_DAC_OVERRIDE | 1U << CAP_DAC_READ_SEARCH;
static unsigned taken_away;

static void capabilities_change(bool give)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[2];

	if (syscall(SYS_capget, &head, sets) < 0)
		err(1, "capget");
	if (give) {
		sets[0].effective |= taken_away;
		taken_away = 0;
	} else {
		taken_away |= sets[0].effective & overrides;
		sets[0].effective &= ~overrides;
	}
	if (syscall(SYS_capset, &head, sets) < 0)
		err(1, "capset");
}

void fixture_confine(void)
{
	capabilities_change(false);
}

void fixture_unconfine(void)
{
	capabilities_change(true);
}

void fixture_confine_forever(void)
{
	if (geteuid() != 0)
		return;
	if (prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE) < 0 ||
	    prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH) < 0)
		err(1, "PR_CAPBSET_DROP");
}
