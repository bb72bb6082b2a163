/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The reader of second files, beside the walk where another CPU is free for it.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/errors.h"
#include "base/hash.h"
#include "collect/details.h"
#include "collect/namespaces.h"
#include "collect/parse.h"
#include "collect/procfs.h"

enum {
	QUEUE_SIZE = 128, /* open directories under way: far below the usual limit of 1024 */
	QUEUE_BATCH = 16, /* so many wake the other side once */
	FILE_LIMIT = 64 * 1024,
	COMMAND_LIMIT = 128 * 1024, /* an argument cannot be longer (MAX_ARG_STRLEN, execve(2)) */
};

struct job {
	uint32_t index;
	struct placed process;
	int dir_fd;
	unsigned facts;
};

struct details_reader {
	unsigned facts;
	double uptime;
	struct snapshot *snapshot; /* borrowed; of it only the namespaces are touched */
	struct procfs_buffer buffer;
	struct arena arena;
	struct idmap cgroups; /* hash of the text -> index of known */
	struct cgroup **known;
	size_t nknown, known_size;
	struct details *all; /* by index */
	size_t size;
	int error;
	bool threaded;
	pthread_t thread;
	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t changed;
	struct job jobs[QUEUE_SIZE];
	size_t given, taken, done; /* counted up for ever */
	bool ended;
	struct job batch[QUEUE_BATCH]; /* the walk's own, not yet given */
	size_t nbatch;
};

static const struct details details_unknown = { .start = START_NONE, .ns = NAMESPACE_NONE };

static struct details *details_slot(struct details_reader *reader, uint32_t index)
{
	if (index >= reader->size) {
		size_t bigger = reader->size ? reader->size * 2 : 1024;
		struct details *moved;

		while (bigger <= index)
			bigger *= 2;
		moved = reallocarray(reader->all, bigger, sizeof(*moved));
		if (!moved)
			return NULL;
		for (size_t i = reader->size; i < bigger; i++)
			moved[i] = details_unknown;
		reader->all = moved;
		reader->size = bigger;
	}
	return &reader->all[index];
}

static struct cgroup *cgroup_add(struct details_reader *reader, const char *text, size_t len)
{
	struct cgroup *cgroup = arena_alloc(&reader->arena, sizeof(*cgroup));
	const char *path = "";
	size_t path_len = 0;

	if (!cgroup)
		return NULL;
	parse_cgroup(text, len, &path, &path_len);
	cgroup->len = len;
	cgroup->text = arena_copy(&reader->arena, text, len);
	cgroup->path = arena_copy(&reader->arena, path, path_len);
	if (!cgroup->text || !cgroup->path)
		return NULL;
	if (reader->nknown == reader->known_size) {
		size_t bigger = reader->known_size ? reader->known_size * 2 : 64;
		struct cgroup **moved =
			reallocarray(reader->known, bigger, sizeof(struct cgroup *));

		if (!moved)
			return NULL;
		reader->known = moved;
		reader->known_size = bigger;
	}
	reader->known[reader->nknown++] = cgroup;
	return cgroup;
}

/* One struct cgroup for each distinct text; a colliding hash is looked up under the next number. */
static const struct cgroup *cgroup_intern(struct details_reader *reader, const char *text,
                                          size_t len)
{
	uint64_t hash = hash_bytes(HASH_START, text, len);
	struct cgroup *cgroup;
	uint32_t index;

	while ((index = idmap_get(&reader->cgroups, hash)) != IDMAP_NONE) {
		cgroup = reader->known[index];
		if (cgroup->len == len && memcmp(cgroup->text, text, len) == 0)
			return cgroup;
		hash++;
	}
	cgroup = cgroup_add(reader, text, len);
	if (!cgroup || idmap_put(&reader->cgroups, hash, (uint32_t)reader->nknown - 1) < 0)
		return NULL;
	return cgroup;
}

/* The kernel's numbers of terminals (devices.txt in its documentation); others as MAJOR:MINOR. */
static void tty_name(int device, char *name, size_t size)
{
	unsigned major = (unsigned)device >> 8 & 0xfff;
	unsigned minor = ((unsigned)device & 0xff) | ((unsigned)device >> 12 & 0xfff00);

	if (major >= 136 && major <= 143)
		snprintf(name, size, "pts/%u", (major - 136) * 256 + minor);
	else if (major == 4 && minor < 64)
		snprintf(name, size, "tty%u", minor);
	else if (major == 4)
		snprintf(name, size, "ttyS%u", minor - 64);
	else if (device)
		snprintf(name, size, "%u:%u", major, minor);
}

struct vitals *details_vitals(struct arena *arena, const struct stat_fields *fields, double uptime)
{
	struct vitals *vitals = arena_alloc(arena, sizeof(*vitals));

	if (!vitals)
		return NULL;
	*vitals = (struct vitals){
		.ticks = fields->ticks,
		.rss = fields->rss * (uint64_t)sysconf(_SC_PAGESIZE),
		.vsz = fields->vsz,
		.nice = fields->nice,
		.at = uptime,
	};
	tty_name(fields->tty, vitals->tty, sizeof(vitals->tty));
	return vitals;
}

static int stat_read(struct details_reader *reader, const struct job *job, struct details *details)
{
	struct stat_fields fields;
	ssize_t n = procfs_read_once(job->dir_fd, "stat", FILE_LIMIT, &reader->buffer);

	if (n < 0)
		return (int)n;
	if (parse_stat(reader->buffer.text, (size_t)n, &fields) < 0)
		return 0;
	details->start = fields.start;
	details->exiting = fields.flags & STAT_EXITING;
	details->kthread = fields.flags & STAT_KTHREAD;
	if (!(job->facts & FACT_VITALS))
		return 0;
	details->vitals = details_vitals(&reader->arena, &fields, reader->uptime);
	return details->vitals ? 0 : -ENOMEM;
}

static int command_read(struct details_reader *reader, const struct job *job,
                        struct details *details)
{
	ssize_t n = procfs_read_once(job->dir_fd, "cmdline", COMMAND_LIMIT, &reader->buffer);

	if (n < 0)
		return (int)n;
	/* Arguments end with NUL; a program may have overwritten them with blanks (setproctitle). */
	while (n > 0 && (reader->buffer.text[n - 1] == '\0' || reader->buffer.text[n - 1] == ' '))
		n--;
	if (n == 0)
		return 0;
	details->command = arena_copy(&reader->arena, reader->buffer.text, (size_t)n);
	details->command_len = (size_t)n;
	return details->command ? 0 : -ENOMEM;
}

static int cgroup_read(struct details_reader *reader, const struct job *job,
                       struct details *details)
{
	ssize_t n = procfs_read_once(job->dir_fd, "cgroup", FILE_LIMIT, &reader->buffer);

	if (n < 0)
		return (int)n;
	details->cgroup = cgroup_intern(reader, reader->buffer.text, (size_t)n);
	return details->cgroup ? 0 : -ENOMEM;
}

/* ESRCH means gone. ENOENT need not: a kernel without cgroups has no such file. */
static int files_read(struct details_reader *reader, const struct job *job, struct details *details)
{
	int r = 0;

	if (job->facts & FACT_START)
		r = stat_read(reader, job, details);
	if (r != -ESRCH && r != -ENOMEM && (job->facts & FACT_COMMAND))
		r = command_read(reader, job, details);
	if (r != -ESRCH && r != -ENOMEM && (job->facts & FACT_CGROUP))
		r = cgroup_read(reader, job, details);
	return r == -ESRCH || r == -ENOMEM ? r : 0;
}

static void job_run(struct details_reader *reader, const struct job *job)
{
	struct details *details = details_slot(reader, job->index);
	int r = 0;

	if (!details) {
		reader->error = -ENOMEM;
		return;
	}
	*details = details_unknown;
	/* For the link of a namespace, ENOENT does mean gone: every process has one, also a zombie. */
	if (job->facts & FACT_NAMESPACE)
		r = namespaces_place(reader->snapshot, reader->facts, &job->process, job->dir_fd,
		                     &details->ns);
	if (r >= 0)
		r = files_read(reader, job, details);
	if (r == -ENOMEM)
		reader->error = r;
	details->gone = err_is_gone(r);
	details->read = !details->gone;
}

static void job_do(struct details_reader *reader, const struct job *job)
{
	job_run(reader, job);
	close(job->dir_fd);
}

static void *thread_main(void *data)
{
	struct details_reader *reader = data;
	struct job jobs[QUEUE_SIZE];
	size_t count;

	for (;;) {
		pthread_mutex_lock(&reader->lock);
		while (reader->taken == reader->given && !reader->ended)
			pthread_cond_wait(&reader->changed, &reader->lock);
		for (count = 0; reader->taken < reader->given && count < QUEUE_BATCH; count++)
			jobs[count] = reader->jobs[reader->taken++ % QUEUE_SIZE];
		pthread_cond_broadcast(&reader->changed);
		pthread_mutex_unlock(&reader->lock);
		if (count == 0)
			return NULL;
		for (size_t i = 0; i < count; i++)
			job_do(reader, &jobs[i]);
		pthread_mutex_lock(&reader->lock);
		reader->done += count;
		pthread_cond_broadcast(&reader->changed);
		pthread_mutex_unlock(&reader->lock);
	}
}

/* Hands the batch to the thread, waiting while the queue is full. */
static void batch_give(struct details_reader *reader, bool end)
{
	pthread_mutex_lock(&reader->lock);
	while (reader->given + reader->nbatch - reader->taken > QUEUE_SIZE)
		pthread_cond_wait(&reader->changed, &reader->lock);
	for (size_t i = 0; i < reader->nbatch; i++)
		reader->jobs[reader->given++ % QUEUE_SIZE] = reader->batch[i];
	reader->nbatch = 0;
	reader->ended = end;
	pthread_cond_broadcast(&reader->changed);
	pthread_mutex_unlock(&reader->lock);
}

static bool cpu_is_spare(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) > 1;
}

int details_open(unsigned facts, bool beside, struct snapshot *snapshot,
                 struct details_reader **ret_reader)
{
	struct details_reader *reader = calloc(1, sizeof(*reader));

	if (!reader)
		return -ENOMEM;
	reader->facts = facts;
	reader->snapshot = snapshot;
	reader->uptime = snapshot->uptime;
	pthread_mutex_init(&reader->lock, NULL);
	pthread_cond_init(&reader->changed, NULL);
	reader->threaded = beside && cpu_is_spare() &&
	                   pthread_create(&reader->thread, NULL, thread_main, reader) == 0;
	*ret_reader = reader;
	return 0;
}

int details_submit(struct details_reader *reader, uint32_t index, struct placed process, int dir_fd,
                   unsigned wanted)
{
	struct job job = {
		.index = index,
		.process = process,
		.dir_fd = dir_fd,
		.facts = wanted,
	};

	if (!reader->threaded) {
		job_do(reader, &job);
		return reader->error;
	}
	reader->batch[reader->nbatch++] = job;
	if (reader->nbatch == QUEUE_BATCH)
		batch_give(reader, false);
	return 0;
}

void details_wait(struct details_reader *reader)
{
	if (!reader->threaded)
		return;
	batch_give(reader, false);
	pthread_mutex_lock(&reader->lock);
	while (reader->done < reader->given)
		pthread_cond_wait(&reader->changed, &reader->lock);
	pthread_mutex_unlock(&reader->lock);
}

static void thread_end(struct details_reader *reader)
{
	if (!reader->threaded)
		return;
	batch_give(reader, true);
	pthread_join(reader->thread, NULL);
	reader->threaded = false;
}

int details_finish(struct details_reader *reader, struct arena *arena)
{
	thread_end(reader);
	arena_absorb(arena, &reader->arena);
	return reader->error;
}

struct details details_get(const struct details_reader *reader, uint32_t index)
{
	return index < reader->size ? reader->all[index] : details_unknown;
}

void details_free(struct details_reader *reader)
{
	if (!reader)
		return;
	thread_end(reader);
	pthread_cond_destroy(&reader->changed);
	pthread_mutex_destroy(&reader->lock);
	procfs_buffer_done(&reader->buffer);
	arena_done(&reader->arena);
	idmap_done(&reader->cgroups);
	free(reader->known);
	free(reader->all);
	free(reader);
}
