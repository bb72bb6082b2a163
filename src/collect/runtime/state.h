/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads engines' state files, below the root directory descriptor and never outside of it.
 *
 * Nothing that lies there may stop us: links that lead out of the root are not followed, below a
 * folder of state no link at all and no other file system, nor below a user's home (it may be the
 * user's own, and never answer). What lies on a network or user-space file system is left out. Only regular files of a limited size are read, and a FIFO
 * in their place does not block.
 */
#ifndef NSPID_RUNTIME_STATE_H
#define NSPID_RUNTIME_STATE_H

#include <limits.h>

#include "base/idmap.h"
#include "collect/runtime/engine.h"
#include "collect/runtime/pick.h"
#include "collect/runtime/remote.h"

enum {
	STATE_LIMIT = 4 * 1024 * 1024,  /* bytes of a file of the system's */
	STATE_USER_LIMIT = 1024 * 1024, /* and of an ordinary user's */
	STATE_USER_ENTRIES = 10000,     /* of all folders of an ordinary user's, in a row */
	STATE_PATH = 512,               /* of a folder below the root */
};

/* A folder of the system's that was opened, or could not be. */
struct state_kept {
	char path[STATE_PATH];
	int fd; /* or a negative errno */
};

struct state {
	int root_fd;     /* borrowed */
	int proc_fd;     /* borrowed */
	bool no_openat2; /* the kernel or a filter refuses it */
	enum { PROCFS_UNKNOWN, PROCFS_REAL, PROCFS_OTHER } procfs; /* behind proc_fd */
	runtime_notice notice;
	void *notice_data;
	struct idmap told; /* hashes of the paths that notice was called for */
	char *text;        /* of the file read last, NUL-terminated */
	size_t text_size;  /* allocated */
	struct state_memory *memories;
	char home[PATH_MAX]; /* of home_user, below the root; "": none is known */
	uid_t home_user;     /* 0: none was looked up yet */
	struct remotes remotes;
	bool has_remotes; /* they were read */
	unsigned look;    /* number of times that the system may have changed */
	uid_t *users;     /* who has a /run/user/UID */
	size_t nusers, users_size;
	bool has_users; /* they were listed */
	struct state_kept kept[16];
	size_t nkept;
	uid_t counted_user; /* whose entries were counted last, 0: nobody's, */
	size_t counted;     /* and how many */
};
void state_done(struct state *state);

/* Forgets what may be another when the system is looked at again; or the open folders of it. */
void state_forget(struct state *state);
void state_forget_dirs(struct state *state);

/*
 * Memory that a reader keeps between calls: zeroed at first, the same block for the same owner
 * later. `done` releases what is in it, before the block itself goes. NULL: out of memory.
 */
void *state_remember(struct state *state, const void *owner, size_t size, void (*done)(void *));

/* Says once that a file could not be used, and why (a negative errno, or a text). */
void state_tell(struct state *state, const char *folder, const char *name, int error);
void state_tell_text(struct state *state, const char *folder, const char *name, const char *why);

/* An open folder of state. */
struct state_dir {
	int fd;                /* -1: none */
	char path[STATE_PATH]; /* below the root, for notices */
	uid_t user;            /* whose it is; 0: the system's */
	bool kept;             /* the descriptor is one of the state's */
};
#define STATE_DIR_NONE ((struct state_dir){ .fd = -1 })
void state_dir_close(struct state_dir *dir);
#define _cleanup_state_dir_ __attribute__((cleanup(state_dir_close)))

/*
 * Opens a folder below the root. `user` 0: path is an engine's own place, whose links an
 * administrator may have set. Otherwise path is below that user's home, and if it starts with
 * "run/", below their /run/user/UID/. 0; -ENOENT: it is not there; or -errno, already told.
 */
int state_dir_open(struct state *state, uid_t user, const char *path, struct state_dir *ret_dir);

/* Opens a folder below another one. The same results. */
int state_dir_descend(struct state *state, const struct state_dir *above, const char *path,
                      struct state_dir *ret_dir);

/*
 * Reads a file below a folder into state->text. Its length; -ENOENT: it is not there; or -errno,
 * already told.
 */
ssize_t state_read(struct state *state, const struct state_dir *dir, const char *path);

/* The same for a JSON object, of which the picks are taken. 0 or -errno, already told. */
int state_pick(struct state *state, const struct state_dir *dir, const char *path,
               struct pick *picks, size_t npicks);

/* Whether the folder has an entry of that name. */
bool state_has(const struct state_dir *dir, const char *name);

/* The same of a folder of the system's, which must not be readable for that. */
bool state_path_has(struct state *state, const char *folder, const char *name);

/* Whether the hierarchies that name containers have `folder`/`name` (folder "": at their root). */
bool state_has_cgroup(struct state *state, const char *folder, const char *name);

/*
 * Calls `each` for the entries whose names are plain (span_is_plain()), until it returns non-zero.
 * Of a user's folders only so many: more are forged. Not for a folder that is being walked. That
 * value, 0, or -errno.
 */
typedef int (*state_each)(void *data, const struct state_dir *dir, const char *name);
int state_dir_walk(struct state *state, const struct state_dir *dir, state_each each, void *data);

/*
 * Calls `each` with the UID of every user who has a /run/user/UID; they are listed once a look. The
 * same results.
 */
typedef int (*state_each_user)(void *data, uid_t user);
int state_users_walk(struct state *state, state_each_user each, void *data);

/* The home in a passwd(5) text, without slashes in front; false: that user is not in it. */
bool state_find_home(struct span passwd, uid_t user, struct span *ret_home);

#endif
