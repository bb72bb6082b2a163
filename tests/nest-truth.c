/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The truth about a nest: receives the reports, asks the kernel, prints; and judges others.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "nest.h"

enum {
	REPORTS_MS = 60000, /* a nest that stands still so long is broken */
	DEATHS_MS = 10000,
	PF_EXITING_ = 0x4, /* linux/sched.h: the exit of a task has begun */
};

union credentials {
	char bytes[CMSG_SPACE(sizeof(struct ucred))];
	struct cmsghdr align;
};

/* One report with the sender's PID as the kernel translates it for us. 1, 0: end, -1: error. */
static int receive(int socket, struct nest_report *ret_report, pid_t *ret_pid)
{
	union credentials credentials = { 0 };
	struct iovec body = { ret_report, sizeof(*ret_report) };
	struct msghdr message = { .msg_iov = &body,
		                  .msg_iovlen = 1,
		                  .msg_control = &credentials,
		                  .msg_controllen = sizeof(credentials) };
	struct pollfd polled = { .fd = socket, .events = POLLIN };
	struct cmsghdr *header;
	struct ucred sender;
	ssize_t len;

	if (poll(&polled, 1, REPORTS_MS) <= 0)
		return -1;
	len = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	if (len != sizeof(*ret_report))
		return len == 0 ? 0 : -1;
	header = CMSG_FIRSTHDR(&message);
	if (!header || header->cmsg_type != SCM_CREDENTIALS)
		return -1;
	memcpy(&sender, CMSG_DATA(header), sizeof(sender));
	*ret_pid = sender.pid;
	return 1;
}

int nest_collect(int socket, unsigned long expected, struct nest_record *ret_records)
{
	struct nest_report report = { .kind = NEST_FAILED };

	for (unsigned long i = 0; i < expected; i++) {
		struct nest_record *record = &ret_records[i];
		int result = receive(socket, &report, &record->pid);

		if (result <= 0) {
			fprintf(stderr, "nest: %s after %lu of %lu reports\n",
			        result == 0 ? "all builders ended" : "nothing more came", i,
			        expected);
			return -1;
		}
		if (report.kind == NEST_FAILED) {
			fprintf(stderr, "nest: %.*s: %s\n", NEST_TEXT_MAX, report.text,
			        strerror(report.error));
			return -1;
		}
		record->kind = report.kind;
		record->inner = report.inner;
		record->fd = report.fd;
		if (report.kind == NEST_PINNED)
			record->path = strndup(report.text, sizeof(report.text));
	}
	return 0;
}

/* Whether the process has come to the state that its kind has in the end. */
static bool is_settled(const struct nest_record *record)
{
	unsigned flags;
	char state;

	if (nest_state(record->pid, &state, &flags) < 0)
		return false;
	if (record->kind == NEST_DYING)
		return state == 'S' && (flags & PF_EXITING_);
	if (record->kind == NEST_LEADERLESS || nest_words[record->kind].zombie)
		return state == 'Z';
	return true;
}

/* Looks again and again: only a parent could wait for it. */
static int await_settled(const struct nest_record *record)
{
	const struct timespec pause = { .tv_nsec = 1000000 };

	for (int left = DEATHS_MS; left > 0; left--) {
		if (is_settled(record))
			return 0;
		nanosleep(&pause, NULL);
	}
	fprintf(stderr, "nest: process %d (%s) did not come to its end\n", (int)record->pid,
	        nest_words[record->kind].name);
	return -1;
}

/* Namespaces without a process are printed by their hold. */
static int note_hold(const struct nest_record *record)
{
	struct nest_space *space;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)record->pid, record->fd);
	space = nest_space_at(record->path ? record->path : path);
	if (!space) {
		fprintf(stderr, "nest: %s: %s\n", record->path ? record->path : path,
		        strerror(errno));
		return -1;
	}
	space->hold = record->path ? "mount" : "fd";
	snprintf(space->path, sizeof(space->path), "%s",
	         record->path ? record->path : path + strlen("/proc/"));
	return 0;
}

static void count(struct nest_space *space, const struct nest_record *record, pid_t last)
{
	space->nthreads++;
	if (record->kind == NEST_THREAD)
		return;
	space->nprocs++;
	if (nest_words[record->kind].zombie)
		space->nzombies++;
	if (last == 1)
		space->init = record->pid;
}

static void print_chain(FILE *out, const pid_t *chain, int count)
{
	for (int i = 0; i < count; i++)
		fprintf(out, "%s%d", i ? "," : " ", (int)chain[i]);
}

static int tell_process(FILE *out, const struct nest_record *record)
{
	struct nest_space *space = nest_space_of(record->pid);
	pid_t chain[NEST_DEPTH_MAX + 1], pid = record->pid;
	bool thread = record->kind == NEST_THREAD;
	int len;

	if (space && thread)
		pid = nest_from(space, record->inner, record->pid);
	len = space ? nest_chain(pid, space, chain) : -1;
	if (len <= 0 || chain[len - 1] != record->inner || chain[0] != pid) {
		fprintf(stderr, "nest: process %d (%s), inside %d: %s\n", (int)record->pid,
		        nest_words[record->kind].name, (int)record->inner,
		        len <= 0 ? strerror(errno) : "the kernel says otherwise");
		return -1;
	}
	count(space, record, chain[len - 1]);
	fprintf(out, "%s %d %" PRIu64 " %d", thread ? "thread" : "process", (int)pid, space->id,
	        space->level);
	print_chain(out, chain, len);
	if (thread)
		fprintf(out, " %d\n", (int)record->pid);
	else
		fprintf(out, " %s\n", nest_words[record->kind].name);
	return 0;
}

static void tell_space(FILE *out, const struct nest_space *space)
{
	fprintf(out, "ns %" PRIu64 " %" PRIu64 " %d %d %lu %lu %lu %" PRIu64 " %u %s %s\n",
	        space->id, space->parent->id, space->level, (int)space->init, space->nprocs,
	        space->nthreads, space->nzombies, space->userns, (unsigned)space->owner,
	        space->hold, space->path[0] ? space->path : "-");
}

int nest_tell(FILE *out, const struct nest_record *records, size_t nrecords)
{
	fprintf(out, "truth %s\nview %" PRIu64 "\n", nest_kernel_translates ? "ioctl" : "nspid",
	        nest_spaces()->id);
	for (size_t i = 0; i < nrecords; i++)
		if (await_settled(&records[i]) < 0)
			return -1;
	for (size_t i = 0; i < nrecords; i++) {
		bool hold = records[i].kind == NEST_PINNED || records[i].kind == NEST_HELD;

		if ((hold ? note_hold(&records[i]) : tell_process(out, &records[i])) < 0)
			return -1;
	}
	for (const struct nest_space *space = nest_spaces()->next; space; space = space->next)
		tell_space(out, space);
	return 0;
}

/* The space with this id on the way from the process up to the view, NULL where there is none. */
static const struct nest_space *space_above(pid_t pid, uint64_t id)
{
	const struct nest_space *space = nest_space_of(pid);

	/* The view is known without being able to look at the process. */
	if (!space && id == nest_spaces()->id)
		return nest_spaces();
	while (space && space->id != id)
		space = space->parent;
	return space;
}

enum answer { ANSWER_SAME, ANSWER_OTHER, ANSWER_GONE };

static enum answer check_line(FILE *out, pid_t pid, uint64_t id, pid_t inner)
{
	const struct nest_space *space = space_above(pid, id);
	pid_t chain[NEST_DEPTH_MAX + 1] = { 0 }, from = 0;

	if (space && nest_chain(pid, space, chain) > space->level)
		from = nest_from(space, inner, pid);
	if (space && chain[space->level] == inner && from == pid)
		return ANSWER_SAME;
	if (kill(pid, 0) < 0 && errno == ESRCH)
		return ANSWER_GONE;
	if (!space)
		fprintf(out, "%d %" PRIu64 " %d: the process is not in or below that namespace\n",
		        (int)pid, id, (int)inner);
	else
		fprintf(out, "%d %" PRIu64 " %d: kernel: %d is %d there, %d there is %d\n",
		        (int)pid, id, (int)inner, (int)pid, (int)chain[space->level], (int)inner,
		        (int)from);
	return ANSWER_OTHER;
}

int nest_check(FILE *in, FILE *out)
{
	unsigned long counts[3] = { 0 };
	char line[128], end;
	uint64_t id;
	int pid, inner;

	while (fgets(line, sizeof(line), in)) {
		if (sscanf(line, "%d %" SCNu64 " %d %c", &pid, &id, &inner, &end) != 3) {
			fprintf(stderr, "nest: not HOSTPID NSINODE INNERPID: %s", line);
			return 2;
		}
		counts[check_line(out, pid, id, inner)]++;
	}
	fprintf(out, "check %s %lu right %lu wrong %lu gone\n",
	        nest_kernel_translates ? "ioctl" : "nspid", counts[ANSWER_SAME],
	        counts[ANSWER_OTHER], counts[ANSWER_GONE]);
	return counts[ANSWER_OTHER] > 0;
}
