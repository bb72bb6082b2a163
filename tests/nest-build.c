/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds the namespaces and processes of a description.
 *
 * Every process that is built stands: it reports itself and then reads from the lifeline, a pipe
 * whose other end nest alone holds. However nest ends, the kernel closes that end, and all that
 * stands reads end of file and exits; the init of a namespace takes along whatever is left in it.
 *
 * A report is sent when the process, and all that it has to build, is in its final state. Thus all
 * stands when all have reported, but for what only dies after its report (nest-truth.c waits).
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nest-build.h"

static void build_items(const struct nest_site *site, const struct nest_item *items);
static void build_space_in(const struct nest_site *site, const struct nest_item *item,
                           unsigned deep);

void site_report(const struct nest_site *site, const struct nest_report *report)
{
	ssize_t sent;

	do
		sent = send(site->report, report, sizeof(*report), MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	if (sent < 0)
		_exit(1);
}

void site_tell(const struct nest_site *site, enum nest_kind kind)
{
	struct nest_report report = { .kind = kind, .inner = getpid() };

	site_report(site, &report);
}

void site_complain(const struct nest_site *site, const char *what)
{
	struct nest_report report = { .kind = NEST_FAILED, .error = errno };

	snprintf(report.text, sizeof(report.text), "%s", what);
	site_report(site, &report);
}

void site_fail(const struct nest_site *site, const char *what)
{
	site_complain(site, what);
	_exit(1);
}

void site_wait_end(const struct nest_site *site)
{
	char byte;

	while (read(site->lifeline, &byte, 1) < 0 && errno == EINTR)
		;
}

void site_stand(const struct nest_site *site, enum nest_kind kind)
{
	site_tell(site, kind);
	close(site->report);
	close(site->porter);
	site_wait_end(site);
	_exit(0);
}

void site_reap_all(void)
{
	while (waitpid(-1, NULL, 0) >= 0 || errno == EINTR)
		;
}

void site_stand_and_reap(const struct nest_site *site, enum nest_kind kind)
{
	site_tell(site, kind);
	site_wait_end(site);
	site_reap_all();
	_exit(0);
}

pid_t site_fork(const struct nest_site *site)
{
	pid_t pid = fork();

	if (pid < 0)
		site_fail(site, "fork");
	return pid;
}

void site_reap(const struct nest_site *site, pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			site_fail(site, "waitpid");
	if (status != 0)
		_exit(1); /* it has said why */
}

void site_await_zombie(const struct nest_site *site, pid_t pid)
{
	siginfo_t info;

	while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) < 0)
		if (errno != EINTR)
			site_fail(site, "waitid");
}

void site_unshare(const struct nest_site *site)
{
	if (unshare(CLONE_NEWPID) < 0)
		site_fail(site, "unshare(CLONE_NEWPID)");
}

/* Becomes an ordinary user, and stays as open to that user's eyes as one that was executed. */
static void become(const struct nest_site *site, uid_t uid)
{
	if (setgroups(0, NULL) < 0 || setresgid(uid, uid, uid) < 0 || setresuid(uid, uid, uid) < 0)
		site_fail(site, "setresuid");
	if (prctl(PR_SET_DUMPABLE, 1) < 0)
		site_fail(site, "prctl(PR_SET_DUMPABLE)");
}

static void write_file(const struct nest_site *site, const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		site_fail(site, path);
	close(fd);
}

static void become_owner(const struct nest_site *site, uid_t uid)
{
	char map[64];

	become(site, uid);
	if (unshare(CLONE_NEWUSER) < 0)
		site_fail(site, "unshare(CLONE_NEWUSER)");
	snprintf(map, sizeof(map), "0 %u 1", (unsigned)uid);
	write_file(site, "/proc/self/setgroups", "deny");
	write_file(site, "/proc/self/uid_map", map);
	write_file(site, "/proc/self/gid_map", map);
}

static void *run_thread(void *data)
{
	const struct nest_site *site = data;
	struct nest_report report = { .kind = NEST_THREAD };

	report.inner = (pid_t)syscall(SYS_gettid);
	site_report(site, &report);
	site_wait_end(site);
	_exit(0);
}

static void start_thread(const struct nest_site *site)
{
	pthread_t thread;

	errno = pthread_create(&thread, NULL, run_thread, (void *)(uintptr_t)site);
	if (errno != 0)
		site_fail(site, "pthread_create");
}

static void stand_with_threads(const struct nest_site *site, const struct nest_item *item)
{
	for (unsigned long i = 0; i < item->number; i++)
		start_thread(site);
	site_tell(site, item->kind);
	site_wait_end(site);
	_exit(0);
}

static void leave_thread(const struct nest_site *site, const struct nest_item *item)
{
	start_thread(site);
	site_tell(site, item->kind);
	syscall(SYS_exit, 0);
}

static void stand_in_chain(const struct nest_site *site, const struct nest_item *item)
{
	for (unsigned long left = item->number; left > 1; left--)
		if (site_fork(site) > 0)
			break;
	site_stand(site, item->kind);
}

/* Only a new program can have any command line it likes: see nest_stand_named(). */
static void stand_named(const struct nest_site *site, const struct nest_item *item)
{
	char *argv[] = { item->text, item->text, NULL };
	char state[64];

	snprintf(state, sizeof(state), "%d %d", site->lifeline, site->report);
	if (setenv("NEST_STAND", state, 1) < 0 || fcntl(site->lifeline, F_SETFD, 0) < 0 ||
	    fcntl(site->report, F_SETFD, 0) < 0)
		site_fail(site, "setenv");
	execv("/proc/self/exe", argv);
	site_fail(site, "execv(/proc/self/exe)");
}

void nest_stand_named(char **argv)
{
	struct nest_site site = { .porter = -1 };
	const char *state = getenv("NEST_STAND");
	char *end;

	if (!state)
		return;
	site.lifeline = (int)strtol(state, &end, 10);
	site.report = (int)strtol(end, NULL, 10);
	if (prctl(PR_SET_NAME, argv[0]) < 0)
		site_fail(&site, "prctl(PR_SET_NAME)");
	site_stand(&site, NEST_NAMED);
}

static void stand_widowed(const struct nest_site *site, const struct nest_item *item)
{
	pid_t init;

	site_unshare(site);
	init = site_fork(site);
	if (init == 0)
		_exit(0);
	site_reap(site, init);
	site_stand(site, item->kind);
}

/* A process that ends with nothing but a namespace left behind: only the porter holds it. */
static void leave_namespace(const struct nest_site *site, const struct nest_item *item)
{
	pid_t init;

	site_unshare(site);
	init = site_fork(site);
	if (init == 0) {
		porter_ask(site, item->kind);
		_exit(0);
	}
	site_reap(site, init);
	_exit(0);
}

static void leave_dead_init(const struct nest_site *site, const struct nest_item *item)
{
	pid_t init;

	site_unshare(site);
	init = site_fork(site);
	if (init == 0) {
		if (item->kind == NEST_DYING)
			porter_ask(site, NEST_UNREAPED);
		site_tell(site, item->kind);
		_exit(0);
	}
	/* A dying one never becomes a zombie; whoever adopts it does not wait for it. */
	if (item->kind == NEST_DEAD)
		site_await_zombie(site, init);
	_exit(0);
}

static void leave_orphan(const struct nest_site *site, const struct nest_item *item)
{
	if (site_fork(site) == 0)
		site_stand(site, item->kind);
	_exit(0);
}

/* What a freshly forked process does for an item; never returns. */
static void become_item(const struct nest_site *site, const struct nest_item *item)
{
	switch (item->kind) {
	case NEST_THREADS:
		stand_with_threads(site, item);
		break;
	case NEST_CHAIN:
		stand_in_chain(site, item);
		break;
	case NEST_SESSION:
		setsid();
		break;
	case NEST_ORPHAN:
		leave_orphan(site, item);
		break;
	case NEST_ZOMBIE:
		site_tell(site, item->kind);
		_exit(0);
	case NEST_LEADERLESS:
		leave_thread(site, item);
		break;
	case NEST_UID:
		become(site, (uid_t)item->number);
		break;
	case NEST_NAMED:
		stand_named(site, item);
		break;
	case NEST_UNFORKED:
		site_unshare(site);
		break;
	case NEST_WIDOWED:
		stand_widowed(site, item);
		break;
	case NEST_DEAD:
	case NEST_DYING:
		leave_dead_init(site, item);
		break;
	case NEST_PINNED:
	case NEST_HELD:
		leave_namespace(site, item);
		break;
	default:
		break;
	}
	site_stand(site, item->kind);
}

static void build_space(const struct nest_site *site, const struct nest_item *item, unsigned deep)
{
	build_items(site, item->first);
	for (unsigned i = 0; deep > 1 && i < item->wide; i++)
		build_space_in(site, item, deep - 1);
	site_stand(site, NEST_INIT);
}

/* The maker of a namespace, whose children from now on are born in it; never returns. */
static void make_space(const struct nest_site *site, const struct nest_item *item, unsigned deep)
{
	if (item->owned)
		become_owner(site, item->owner);
	site_unshare(site);
	if (site_fork(site) == 0)
		build_space(site, item, deep);
	for (const struct nest_item *inner = item->first; inner; inner = inner->next)
		for (unsigned long i = 0; inner->kind == NEST_INJECTED && i < inner->count; i++)
			if (site_fork(site) == 0)
				site_stand(site, NEST_INJECTED);
	if (item->shim)
		site_stand(site, NEST_SHIM);
	_exit(0);
}

static void build_space_in(const struct nest_site *site, const struct nest_item *item,
                           unsigned deep)
{
	pid_t maker = site_fork(site);

	if (maker == 0)
		make_space(site, item, deep);
	if (!item->shim)
		site_reap(site, maker);
}

static void build_item(const struct nest_site *site, const struct nest_item *item)
{
	pid_t pid;

	switch (item->kind) {
	case NEST_SPACE:
		build_space_in(site, item, item->deep);
		return;
	case NEST_ENTERED:
	case NEST_STRAY:
	case NEST_UNREAPED:
		porter_ask(site, item->kind);
		return;
	case NEST_INJECTED: /* by make_space() */
		return;
	default:
		break;
	}
	pid = site_fork(site);
	if (pid == 0)
		become_item(site, item);
	if (item->kind == NEST_ZOMBIE)
		site_await_zombie(site, pid);
	else if (item->kind == NEST_ORPHAN || item->kind >= NEST_DEAD)
		site_reap(site, pid);
}

static void build_items(const struct nest_site *site, const struct nest_item *items)
{
	for (; items; items = items->next)
		for (unsigned long i = 0; i < items->count; i++)
			build_item(site, items);
}

/*
 * What both children of nest do first. A session of their own keeps a terminal's ^C from them, so
 * that they can tidy up; as subreapers they get, and reap, what loses its parent in the view
 * namespace, where the init may not do it.
 */
static void settle(struct nest_site *site)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	close(site->keep);
	site->keep = -1;
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0)
		site_fail(site, "/dev/null");
	close(null);
	if (setsid() < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		site_fail(site, "PR_SET_CHILD_SUBREAPER");
}

int nest_build(struct nest_site *site, const struct nest_item *items)
{
	int ends[2];
	pid_t porter, builder;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -1;
	site->porter = ends[0];
	porter = fork();
	if (porter == 0) {
		close(site->porter);
		site->porter = -1;
		settle(site);
		porter_run(site, ends[1]);
	}
	close(ends[1]);
	builder = porter < 0 ? -1 : fork();
	if (builder == 0) {
		settle(site);
		build_items(site, items);
		site_stand_and_reap(site, NEST_OUTSIDE);
	}
	close(site->porter);
	return builder < 0 ? -1 : 0;
}
