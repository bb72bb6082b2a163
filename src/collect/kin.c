/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Namespaces of siblings by that of their parent.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "collect/kin.h"
#include "collect/procfs.h"

enum {
	WATCHED_MAX = 256, /* parents with an open directory, far below the usual limit of 1024 */
	WORTH = 3,         /* so many children make a parent worth watching: more will follow */
	USELESS = 0x80,    /* its link may not be read */
};

/* A parent whose directory was opened. */
struct parent {
	pid_t pid;
	uint64_t id; /* of its namespace */
	int dir_fd;  /* -1: settled */
	bool alive;  /* when it was settled */
};

struct claim {
	uint32_t process;
	uint32_t parent;
};

struct kin {
	int proc_fd;
	struct idmap counts; /* PID -> children seen so far, or USELESS */
	struct idmap by_pid; /* PID -> index of its newest entry in parents */
	struct parent *parents;
	size_t nparents, parents_size;
	size_t oldest; /* the first that is not settled */
	struct claim *claims;
	size_t nclaims, claims_size;
};

int kin_open(int proc_fd, struct kin **ret_kin)
{
	struct kin *kin = calloc(1, sizeof(*kin));

	if (!kin)
		return -ENOMEM;
	kin->proc_fd = proc_fd;
	*ret_kin = kin;
	return 0;
}

static void parent_settle(struct parent *parent)
{
	if (parent->dir_fd < 0)
		return;
	parent->alive = faccessat(parent->dir_fd, "status", F_OK, 0) == 0;
	close(parent->dir_fd);
	parent->dir_fd = -1;
}

void kin_free(struct kin *kin)
{
	if (!kin)
		return;
	for (size_t i = kin->oldest; i < kin->nparents; i++)
		parent_settle(&kin->parents[i]);
	idmap_done(&kin->counts);
	idmap_done(&kin->by_pid);
	free(kin->parents);
	free(kin->claims);
	free(kin);
}

static bool room_make(void **array, size_t count, size_t *size, size_t width)
{
	size_t bigger = *size ? *size * 2 : 64;
	void *moved;

	if (count < *size)
		return true;
	moved = reallocarray(*array, bigger, width);
	if (!moved)
		return false;
	*array = moved;
	*size = bigger;
	return true;
}

/* Starts to watch a parent. Nothing that fails here matters: its children read their own links. */
static void parent_watch(struct kin *kin, pid_t pid)
{
	_cleanup_close_ int dir_fd = -1;
	struct parent parent = { .pid = pid };
	char name[16];

	snprintf(name, sizeof(name), "%d", (int)pid);
	dir_fd = procfs_open_process(kin->proc_fd, name);
	if (dir_fd < 0 || procfs_read_namespace(dir_fd, "ns/pid", &parent.id) < 0) {
		(void)idmap_put(&kin->counts, (uint64_t)pid, USELESS);
		return;
	}
	if (kin->nparents - kin->oldest >= WATCHED_MAX)
		parent_settle(&kin->parents[kin->oldest++]);
	if (!room_make((void **)&kin->parents, kin->nparents, &kin->parents_size, sizeof(parent)) ||
	    idmap_put(&kin->by_pid, (uint64_t)pid, (uint32_t)kin->nparents) < 0)
		return;
	parent.dir_fd = TAKE_FD(dir_fd);
	kin->parents[kin->nparents++] = parent;
}

static void child_count(struct kin *kin, pid_t pid)
{
	uint32_t count = idmap_get(&kin->counts, (uint64_t)pid);

	if (count == USELESS)
		return;
	count = count == IDMAP_NONE ? 1 : count + 1;
	if (count < WORTH) {
		(void)idmap_put(&kin->counts, (uint64_t)pid, count);
		return;
	}
	(void)idmap_put(&kin->counts, (uint64_t)pid, 0);
	parent_watch(kin, pid);
}

bool kin_claim(struct kin *kin, const struct snapshot *snapshot, uint32_t index)
{
	const struct process *process = &snapshot->processes[index];
	const struct process *parent;
	uint32_t watched;

	if (process->ppid == 0 || process->level <= 0 || process_is_init(process))
		return false;
	parent = snapshot_find_process(snapshot, process->ppid);
	if (!parent || parent->level != process->level)
		return false;
	watched = idmap_get(&kin->by_pid, (uint64_t)process->ppid);
	if (watched == IDMAP_NONE || kin->parents[watched].dir_fd < 0) {
		child_count(kin, process->ppid);
		return false;
	}
	if (!room_make((void **)&kin->claims, kin->nclaims, &kin->claims_size,
	               sizeof(*kin->claims)))
		return false;
	kin->claims[kin->nclaims++] = (struct claim){ index, watched };
	return true;
}

/* The namespace that a claim comes to, or NAMESPACE_NONE. */
static uint32_t claim_settle(const struct kin *kin, const struct snapshot *snapshot,
                             const struct claim *claim)
{
	const struct parent *parent = &kin->parents[claim->parent];
	uint32_t ns =
		parent->alive ? snapshot_find_namespace(snapshot, parent->id) : NAMESPACE_NONE;

	if (ns == NAMESPACE_NONE ||
	    snapshot->namespaces[ns].level != snapshot->processes[claim->process].level)
		return NAMESPACE_NONE;
	return ns;
}

int kin_settle(struct kin *kin, struct snapshot *snapshot, kin_reread reread, void *data)
{
	size_t again = 0;
	int r = 0;

	for (; kin->oldest < kin->nparents; kin->oldest++)
		parent_settle(&kin->parents[kin->oldest]);
	/* The namespaces are looked at before anything is read again, which may add to them. */
	for (size_t i = 0; i < kin->nclaims; i++) {
		const struct claim *claim = &kin->claims[i];
		uint32_t ns = claim_settle(kin, snapshot, claim);

		if (ns == NAMESPACE_NONE)
			kin->claims[again++] = *claim;
		else
			snapshot->processes[claim->process].ns = ns;
	}
	for (size_t i = 0; r >= 0 && i < again; i++)
		r = reread(data, kin->claims[i].process);
	kin->nclaims = 0;
	return r < 0 ? r : 0;
}
