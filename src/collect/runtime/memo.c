/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of processes that were looked at one by one.
 */
#include <errno.h>
#include <stdlib.h>

#include "collect/runtime/memo.h"

int memos_begin(struct memos *memos, unsigned round)
{
	size_t kept = 0;
	int r = 0;

	idmap_done(&memos->by_pid);
	for (size_t i = 0; i < memos->count; i++) {
		struct memo *memo = &memos->all[i];

		/* Without a start time its successor could not be told from it. */
		if (round - memo->round > 1 || memo->start == START_NONE) {
			free(memo->sandbox);
			continue;
		}
		if (idmap_put(&memos->by_pid, (uint64_t)memo->pid, (uint32_t)kept) < 0)
			r = -ENOMEM;
		memos->all[kept++] = *memo;
	}
	memos->count = kept;
	return r;
}

struct memo *memos_find(struct memos *memos, const struct process *process, unsigned round)
{
	uint32_t index = idmap_get(&memos->by_pid, (uint64_t)process->pid);

	if (index == IDMAP_NONE || memos->all[index].start != process->start)
		return NULL;
	memos->all[index].round = round;
	return &memos->all[index];
}

int memos_add(struct memos *memos, const struct process *process, unsigned round,
              struct record *record, char *sandbox)
{
	if (memos->count == memos->size) {
		size_t bigger = memos->size ? memos->size * 2 : 64;
		struct memo *moved = reallocarray(memos->all, bigger, sizeof(*moved));

		if (!moved) {
			free(sandbox);
			return -ENOMEM;
		}
		memos->all = moved;
		memos->size = bigger;
	}
	memos->all[memos->count] = (struct memo){
		.pid = process->pid,
		.start = process->start,
		.round = round,
		.record = record,
		.sandbox = sandbox,
	};
	return idmap_put(&memos->by_pid, (uint64_t)process->pid, (uint32_t)memos->count++);
}

void memos_done(struct memos *memos)
{
	for (size_t i = 0; i < memos->count; i++)
		free(memos->all[i].sandbox);
	free(memos->all);
	idmap_done(&memos->by_pid);
	*memos = (struct memos){ 0 };
}
