/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The thread that looks in the background.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "command/top-scanner.h"
#include "live/terminal.h"

enum { PATIENCE = 2 }; /* seconds for a look to end when the program does */

enum phase {
	PHASE_IDLE,
	PHASE_ASKED, /* the thread is looking, or about to */
	PHASE_SEEN,  /* the sight waits to be taken */
	PHASE_END,
};

struct scanner {
	struct collector *collector;
	pthread_t thread;
	struct terminal_thread crash;
	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t asked;
	enum phase phase;
	bool busy; /* of the caller's side alone */
	unsigned facts;
	const struct snapshot *before;
	struct sight sight;
	int fd;
};

static struct sight sight_see(struct collector *collector, unsigned facts,
                              const struct snapshot *before)
{
	struct sight sight = { .snapshot = malloc(sizeof(*sight.snapshot)) };

	sight.error = sight.snapshot ? collect_refresh(collector, facts, before, sight.snapshot)
	                             : -ENOMEM;
	if (sight.error < 0) {
		free(sight.snapshot);
		sight.snapshot = NULL;
	}
	collect_machine(collector, &sight.machine);
	return sight;
}

static void sight_done(struct sight *sight)
{
	if (sight->snapshot)
		snapshot_done(sight->snapshot);
	free(sight->snapshot);
	*sight = (struct sight){ 0 };
}

static void *scanner_run(void *data)
{
	struct scanner *scanner = data;
	const uint64_t one = 1;

	terminal_thread_enter(&scanner->crash);
	pthread_mutex_lock(&scanner->lock);
	for (;;) {
		struct sight sight;

		while (scanner->phase != PHASE_ASKED && scanner->phase != PHASE_END)
			pthread_cond_wait(&scanner->asked, &scanner->lock);
		if (scanner->phase == PHASE_END)
			break;
		pthread_mutex_unlock(&scanner->lock);
		sight = sight_see(scanner->collector, scanner->facts, scanner->before);
		pthread_mutex_lock(&scanner->lock);
		scanner->sight = sight;
		if (scanner->phase == PHASE_END)
			break;
		scanner->phase = PHASE_SEEN;
		if (write(scanner->fd, &one, sizeof(one)) < 0) {
			/* An eventfd takes a 1 unless its counter is at the end of 64 bits. */
		}
	}
	pthread_mutex_unlock(&scanner->lock);
	terminal_thread_leave(&scanner->crash);
	return NULL;
}

/* Signals are for the thread that polls for them, but for those of a fault of this one. */
static int thread_start(struct scanner *scanner)
{
	sigset_t all, before;
	int r;

	sigfillset(&all);
	terminal_open_crashes(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	r = -pthread_create(&scanner->thread, NULL, scanner_run, scanner);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return r;
}

int scanner_open(struct collector *collector, struct scanner **ret_scanner)
{
	_cleanup_free_ struct scanner *scanner = calloc(1, sizeof(*scanner));
	int r;

	if (!scanner)
		return -ENOMEM;
	scanner->collector = collector;
	scanner->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (scanner->fd < 0)
		return -errno;
	pthread_mutex_init(&scanner->lock, NULL);
	pthread_cond_init(&scanner->asked, NULL);
	r = thread_start(scanner);
	if (r < 0) {
		close(scanner->fd);
		return r;
	}
	*ret_scanner = TAKE_PTR(scanner);
	return 0;
}

int scanner_fd(const struct scanner *scanner)
{
	return scanner->fd;
}

bool scanner_is_busy(const struct scanner *scanner)
{
	return scanner->busy;
}

void scanner_start(struct scanner *scanner, unsigned facts, const struct snapshot *before)
{
	pthread_mutex_lock(&scanner->lock);
	scanner->facts = facts;
	scanner->before = before;
	scanner->phase = PHASE_ASKED;
	scanner->busy = true;
	pthread_cond_signal(&scanner->asked);
	pthread_mutex_unlock(&scanner->lock);
}

bool scanner_take(struct scanner *scanner, struct sight *ret_sight)
{
	uint64_t count;
	bool seen;

	if (read(scanner->fd, &count, sizeof(count)) < 0)
		return false;
	pthread_mutex_lock(&scanner->lock);
	seen = scanner->phase == PHASE_SEEN;
	if (seen) {
		*ret_sight = scanner->sight;
		scanner->sight = (struct sight){ 0 };
		scanner->phase = PHASE_IDLE;
		scanner->busy = false;
	}
	pthread_mutex_unlock(&scanner->lock);
	return seen;
}

bool scanner_free(struct scanner *scanner)
{
	struct timespec until;

	if (!scanner)
		return true;
	pthread_mutex_lock(&scanner->lock);
	scanner->phase = PHASE_END;
	pthread_cond_signal(&scanner->asked);
	pthread_mutex_unlock(&scanner->lock);
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += PATIENCE;
	if (pthread_timedjoin_np(scanner->thread, NULL, &until) != 0)
		return false;
	sight_done(&scanner->sight);
	pthread_cond_destroy(&scanner->asked);
	pthread_mutex_destroy(&scanner->lock);
	close(scanner->fd);
	free(scanner);
	return true;
}
