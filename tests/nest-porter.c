/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The porter of a nest: stands in the view namespace and does what only somebody outside can do.
 *
 * It enters processes into namespaces, as `nsenter` and `docker exec` do, and holds namespaces by a
 * bind mount or by a descriptor. It outlives nest by as long as it takes to undo the mounts.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nest-build.h"

enum { HELD_MAX = 64 };

struct porter {
	const struct nest_site *site;
	int socket;
	char folder[NEST_TEXT_MAX / 2]; /* of mount points; "": none yet */
	unsigned npins;
	int held[HELD_MAX];
	unsigned nheld;
};

/* What is asked for, about the namespace `space`; a byte into `done` says that it is done. */
struct errand {
	enum nest_kind kind;
	int space;
	int done;
};

union rights {
	char bytes[CMSG_SPACE(2 * sizeof(int))];
	struct cmsghdr align;
};

static void send_errand(const struct nest_site *site, const struct errand *errand)
{
	union rights rights = { 0 };
	struct iovec body = { (void *)(uintptr_t)&errand->kind, sizeof(errand->kind) };
	struct msghdr message = { .msg_iov = &body,
		                  .msg_iovlen = 1,
		                  .msg_control = &rights,
		                  .msg_controllen = sizeof(rights) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	const int fds[2] = { errand->space, errand->done };

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(fds));
	memcpy(CMSG_DATA(header), fds, sizeof(fds));
	if (sendmsg(site->porter, &message, MSG_NOSIGNAL) < 0)
		site_fail(site, "sendmsg to the porter");
}

void porter_ask(const struct nest_site *site, enum nest_kind kind)
{
	struct errand errand = { .kind = kind };
	int ends[2];
	char byte;
	ssize_t len;

	errand.space = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
	if (errand.space < 0)
		site_fail(site, "/proc/self/ns/pid");
	if (pipe2(ends, O_CLOEXEC) < 0)
		site_fail(site, "pipe2");
	errand.done = ends[1];
	send_errand(site, &errand);
	close(errand.space);
	close(errand.done);
	do
		len = read(ends[0], &byte, 1);
	while (len < 0 && errno == EINTR);
	close(ends[0]);
	if (len != 1)
		_exit(1); /* whoever failed has said why */
}

static bool receive_errand(const struct porter *porter, struct errand *ret_errand)
{
	union rights rights = { 0 };
	struct iovec body = { &ret_errand->kind, sizeof(ret_errand->kind) };
	struct msghdr message = { .msg_iov = &body,
		                  .msg_iovlen = 1,
		                  .msg_control = &rights,
		                  .msg_controllen = sizeof(rights) };
	struct cmsghdr *header;
	int fds[2];

	if (recvmsg(porter->socket, &message, MSG_CMSG_CLOEXEC) <= 0)
		return false;
	header = CMSG_FIRSTHDR(&message);
	if (!header || header->cmsg_len != CMSG_LEN(sizeof(fds)))
		return false;
	memcpy(fds, CMSG_DATA(header), sizeof(fds));
	ret_errand->space = fds[0];
	ret_errand->done = fds[1];
	return true;
}

/* Ends the porter, but not before all is undone. */
static _Noreturn void leave(struct porter *porter)
{
	char path[NEST_TEXT_MAX];

	while (porter->npins > 0) {
		snprintf(path, sizeof(path), "%s/%u", porter->folder, --porter->npins);
		umount2(path, MNT_DETACH);
		unlink(path);
	}
	if (porter->folder[0])
		rmdir(porter->folder);
	for (unsigned i = 0; i < porter->nheld; i++)
		close(porter->held[i]);
	site_reap_all();
	_exit(0);
}

static _Noreturn void give_up(struct porter *porter, const char *what)
{
	site_complain(porter->site, what);
	leave(porter);
}

static void finish(int done)
{
	if (write(done, "", 1) != 1)
		errno = 0; /* who asked has died, and that is what will be noticed */
	close(done);
}

static void make_folder(struct porter *porter)
{
	const char *base = getenv("TMPDIR");

	snprintf(porter->folder, sizeof(porter->folder), "%s/nest.XXXXXX",
	         base && *base ? base : "/tmp");
	if (!mkdtemp(porter->folder)) {
		porter->folder[0] = '\0';
		give_up(porter, "mkdtemp");
	}
}

static void pin(struct porter *porter, const struct errand *errand)
{
	struct nest_report report = { .kind = NEST_PINNED, .inner = getpid() };
	char source[32];
	int fd;

	if (!porter->folder[0])
		make_folder(porter);
	snprintf(report.text, sizeof(report.text), "%s/%u", porter->folder, porter->npins);
	snprintf(source, sizeof(source), "/proc/self/fd/%d", errand->space);
	fd = open(report.text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		give_up(porter, report.text);
	close(fd);
	porter->npins++;
	if (mount(source, report.text, NULL, MS_BIND, NULL) < 0)
		give_up(porter, "mount");
	close(errand->space);
	site_report(porter->site, &report);
	finish(errand->done);
}

static void hold(struct porter *porter, const struct errand *errand)
{
	struct nest_report report = { .kind = NEST_HELD, .inner = getpid(), .fd = errand->space };

	errno = EMFILE;
	if (porter->nheld == HELD_MAX)
		give_up(porter, "held");
	porter->held[porter->nheld++] = errand->space;
	site_report(porter->site, &report);
	finish(errand->done);
}

/* Forks a child into the namespace and becomes its parent outside; never returns. */
static void enter(const struct porter *porter, const struct errand *errand)
{
	const struct nest_site *site = porter->site;
	pid_t pid;

	for (unsigned i = 0; i < porter->nheld; i++)
		close(porter->held[i]); /* a held one is to be held once */
	close(porter->socket);
	if (setns(errand->space, CLONE_NEWPID) < 0)
		site_fail(site, "setns");
	close(errand->space);
	pid = site_fork(site);
	if (pid == 0) {
		close(errand->done);
		if (errand->kind != NEST_UNREAPED)
			site_stand(site, errand->kind);
		site_tell(site, errand->kind);
		_exit(0);
	}
	if (errand->kind == NEST_STRAY)
		_exit(0);
	if (errand->kind == NEST_UNREAPED)
		site_await_zombie(site, pid);
	finish(errand->done);
	site_stand_and_reap(site, NEST_OUTSIDE);
}

static void run_errand(struct porter *porter, const struct errand *errand)
{
	int status;
	pid_t pid;

	if (errand->kind == NEST_PINNED) {
		pin(porter, errand);
	} else if (errand->kind == NEST_HELD) {
		hold(porter, errand);
	} else {
		pid = fork();
		if (pid < 0)
			give_up(porter, "fork");
		if (pid == 0)
			enter(porter, errand);
		close(errand->space);
		if (errand->kind == NEST_STRAY && waitpid(pid, &status, 0) == pid && status == 0)
			finish(errand->done);
		else
			close(errand->done);
	}
}

void porter_run(const struct nest_site *site, int socket)
{
	struct porter porter = { .site = site, .socket = socket };
	struct pollfd polled[] = { { .fd = site->lifeline, .events = POLLIN },
		                   { .fd = socket, .events = POLLIN } };
	struct errand errand;

	site_tell(site, NEST_OUTSIDE);
	for (;;) {
		if (poll(polled, 2, -1) < 0)
			continue;
		if (polled[0].revents)
			leave(&porter);
		if ((polled[1].revents & POLLIN) && receive_errand(&porter, &errand))
			run_errand(&porter, &errand);
		else if (polled[1].revents)
			polled[1].fd = -1; /* nobody is left who could ask */
	}
}
