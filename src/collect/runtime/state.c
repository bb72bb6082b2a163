/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Opening and reading state files without trusting what lies there.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/hash.h"
#include "base/number.h"
#include "collect/runtime/beneath.h"
#include "collect/runtime/state.h"

enum {
	WALK_BUFFER = 32 * 1024,
	FILE_FLAGS = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
};

struct state_walk {
	state_each each;
	void *data;
};

struct state_memory {
	struct state_memory *next;
	const void *owner;
	void (*done)(void *);
	max_align_t block[];
};

void *state_remember(struct state *state, const void *owner, size_t size, void (*done)(void *))
{
	struct state_memory *memory = state->memories;

	while (memory && memory->owner != owner)
		memory = memory->next;
	if (memory)
		return memory->block;
	memory = calloc(1, sizeof(*memory) + size);
	if (!memory)
		return NULL;
	memory->owner = owner;
	memory->done = done;
	memory->next = state->memories;
	state->memories = memory;
	return memory->block;
}

void state_done(struct state *state)
{
	struct state_memory *next;

	for (; state->memories; state->memories = next) {
		next = state->memories->next;
		state->memories->done(state->memories->block);
		free(state->memories);
	}
	idmap_done(&state->told);
	state_forget(state);
	free(state->text);
	state->text = NULL;
}

void state_forget_dirs(struct state *state)
{
	for (size_t i = 0; i < state->nkept; i++) {
		if (state->kept[i].fd >= 0)
			close(state->kept[i].fd);
	}
	state->nkept = 0;
}

void state_forget(struct state *state)
{
	remotes_done(&state->remotes);
	state->has_remotes = false;
	free(state->users);
	state->users = NULL;
	state->nusers = state->users_size = 0;
	state->has_users = false;
	state->counted_user = 0;
	state_forget_dirs(state);
	state->look++;
}

void state_dir_close(struct state_dir *dir)
{
	int saved = errno;

	if (dir->fd >= 0 && !dir->kept)
		close(dir->fd);
	dir->fd = -1;
	errno = saved;
}

/* FOLDER/NAME, cut off where it does not fit; false then. */
static bool path_join(char *buffer, size_t size, const char *folder, const char *name)
{
	int n = snprintf(buffer, size, "%s%s%s", folder, *folder && *name ? "/" : "", name);

	return n >= 0 && (size_t)n < size;
}

void state_tell_text(struct state *state, const char *folder, const char *name, const char *why)
{
	char path[2 * STATE_PATH];
	uint64_t hash;

	if (!state->notice)
		return;
	path_join(path, sizeof(path), folder, name);
	hash = hash_bytes(HASH_START, path, strlen(path));
	if (idmap_get(&state->told, hash) != IDMAP_NONE)
		return;
	if (idmap_put(&state->told, hash, 1) == 0)
		state->notice(state->notice_data, path, why);
}

void state_tell(struct state *state, const char *folder, const char *name, int error)
{
	if (error == -EFBIG)
		state_tell_text(state, folder, name, "too large");
	else if (error == -EBADMSG)
		state_tell_text(state, folder, name, "not a JSON object, or cut off");
	else if (error == -EBADF)
		state_tell_text(state, folder, name, "not a regular file");
	else if (error == -EREMOTE)
		state_tell_text(state, folder, name, "on a network or user-space file system");
	else if (error == -ELOOP || error == -EXDEV)
		state_tell_text(state, folder, name, "leads out of its folder");
	else if (error != -ENOENT && error != -ENOTDIR)
		state_tell_text(state, folder, name, strerror(-error));
}

bool state_find_home(struct span passwd, uid_t user, struct span *ret_home)
{
	while (passwd.len > 0) {
		struct span line = span_cut(&passwd, '\n');
		struct span field = SPAN_NONE;
		uint64_t uid;

		for (int i = 0; i < 3; i++)
			field = span_cut(&line, ':');
		if (number_parse(field.text, field.len, &uid) < 0 || uid != user)
			continue;
		for (int i = 0; i < 3; i++)
			field = span_cut(&line, ':');
		while (span_skip(&field, "/"))
			;
		*ret_home = field;
		return field.len > 0;
	}
	return false;
}

/* Whether a path is better not touched; -ENOMEM is out of memory. */
static int remotes_check(struct state *state, const char *folder, const char *name)
{
	char path[2 * STATE_PATH];
	int r = 0;

	if (!state->has_remotes)
		r = remotes_read(&state->remotes, state->proc_fd, state->root_fd);
	if (r < 0)
		return r;
	state->has_remotes = true;
	if (state->remotes.count == 0)
		return 0;
	path_join(path, sizeof(path), folder, name);
	return remotes_cover(&state->remotes, path) ? -EREMOTE : 0;
}

static bool remotes_avoid(const void *data, const char *path)
{
	return remotes_cover(data, path);
}

/* Opens a path of the system's, whose links lead where the administrator wants. */
static int system_open(struct state *state, const char *path, int flags)
{
	int r = remotes_check(state, path, "");

	if (r < 0)
		return r;
	if (state->remotes.count == 0)
		return beneath_open(&state->no_openat2, state->root_fd, path, flags, TRUST_ROOT);
	return beneath_open_around(state->root_fd, path, flags, remotes_avoid, &state->remotes);
}

/* For a user whom a directory service knows and passwd does not. */
static int home_by_owner(void *data, const struct state_dir *dir, const char *name)
{
	struct state *state = data;
	struct stat st;

	if (remotes_check(state, dir->path, name) < 0 ||
	    fstatat(dir->fd, name, &st, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) < 0 ||
	    !S_ISDIR(st.st_mode) || st.st_uid != state->home_user)
		return 0;
	return path_join(state->home, sizeof(state->home), dir->path, name);
}

/* Sets state->home. The user looked up last is remembered: containers come in runs of one. */
static void home_learn(struct state *state, uid_t user)
{
	_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;
	struct span home = SPAN_NONE;
	ssize_t n;

	if (state->home_user == user)
		return;
	state->home_user = user;
	state->home[0] = '\0';
	if (state_dir_open(state, 0, "etc", &dir) == 0) {
		n = state_read(state, &dir, "passwd");
		if (n > 0 &&
		    state_find_home((struct span){ state->text, (size_t)n }, user, &home) &&
		    span_store(home, state->home, sizeof(state->home)))
			return;
	}
	state_dir_close(&dir);
	if (state_dir_open(state, 0, "home", &dir) == 0)
		state_dir_walk(state, &dir, home_by_owner, state);
}

/* Where a user's path starts; "" when it is not known. */
static const char *user_base(struct state *state, uid_t user, const char **path, char *buffer,
                             size_t size)
{
	if (strncmp(*path, "run/", 4) == 0) {
		*path += 4;
		snprintf(buffer, size, "run/user/%u", user);
		return buffer;
	}
	home_learn(state, user);
	return state->home;
}

/* Opens a path of a user's or in a folder of state; `whole` is the same below the root. */
static int below_open(struct state *state, int dir_fd, const char *path, int flags,
                      enum trust trust, const char *whole)
{
	int r = remotes_check(state, whole, "");

	return r < 0 ? r : beneath_open(&state->no_openat2, dir_fd, path, flags, trust);
}

static int dir_open(struct state *state, int base_fd, const char *path, enum trust trust,
                    struct state_dir *dir)
{
	int flags = O_RDONLY | O_DIRECTORY | O_NONBLOCK;

	if (trust == TRUST_ROOT)
		dir->fd = system_open(state, path, flags);
	else
		dir->fd = below_open(state, base_fd, path, flags, trust, dir->path);
	if (dir->fd >= 0)
		return 0;
	state_tell(state, dir->path, "", dir->fd);
	return dir->fd == -ENOTDIR ? -ENOENT : dir->fd;
}

static int user_dir_open(struct state *state, uid_t user, const char *path, struct state_dir *dir)
{
	_cleanup_close_ int base_fd = -1;
	const char *base;
	char buffer[32];

	base = user_base(state, user, &path, buffer, sizeof(buffer));
	if (!*base || !path_join(dir->path, sizeof(dir->path), base, path))
		return -ENOENT;
	base_fd = system_open(state, base, O_PATH | O_DIRECTORY);
	if (base_fd < 0) {
		state_tell(state, base, "", base_fd);
		return base_fd == -ENOTDIR ? -ENOENT : base_fd;
	}
	return dir_open(state, base_fd, path, TRUST_USER, dir);
}

/* The system's folders stay open for a while: each of hundreds of containers asks for the same. */
static int system_dir_open(struct state *state, const char *path, struct state_dir *dir)
{
	struct state_kept *kept = state->kept;
	int r;

	if (!path_join(dir->path, sizeof(dir->path), path, ""))
		return -ENAMETOOLONG;
	while (kept < state->kept + state->nkept && strcmp(kept->path, path) != 0)
		kept++;
	if (kept < state->kept + state->nkept) {
		dir->fd = kept->fd;
		dir->kept = true;
		return dir->fd < 0 ? dir->fd : 0;
	}
	r = dir_open(state, state->root_fd, path, TRUST_ROOT, dir);
	if (state->nkept < ARRAY_SIZE(state->kept)) {
		memcpy(kept->path, dir->path, sizeof(kept->path));
		kept->fd = r < 0 ? r : dir->fd;
		dir->kept = true;
		state->nkept++;
	}
	return r;
}

int state_dir_open(struct state *state, uid_t user, const char *path, struct state_dir *ret_dir)
{
	struct state_dir dir = STATE_DIR_NONE;
	int r;

	dir.user = user;
	r = user ? user_dir_open(state, user, path, &dir) : system_dir_open(state, path, &dir);
	if (r == 0)
		*ret_dir = dir;
	return r;
}

int state_dir_descend(struct state *state, const struct state_dir *above, const char *path,
                      struct state_dir *ret_dir)
{
	struct state_dir dir = STATE_DIR_NONE;
	int r;

	dir.user = above->user;
	if (!path_join(dir.path, sizeof(dir.path), above->path, path))
		return -ENAMETOOLONG;
	r = dir_open(state, above->fd, path, TRUST_NONE, &dir);
	if (r == 0)
		*ret_dir = dir;
	return r;
}

/* Why what lies there is not read; 0: it is. */
static int file_check(const struct state_dir *dir, const struct stat *st)
{
	/* Without openat2() a path may end at the link itself. */
	if (S_ISLNK(st->st_mode))
		return -ELOOP;
	if (!S_ISREG(st->st_mode))
		return -EBADF;
	return st->st_size > (dir->user ? STATE_USER_LIMIT : STATE_LIMIT) ? -EFBIG : 0;
}

static bool is_file(int fd, const struct stat *wanted)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_dev == wanted->st_dev && st.st_ino == wanted->st_ino &&
	       S_ISREG(st.st_mode);
}

/* Whether the procfs is the kernel's: what looks like one may have anything in its self/fd. */
static bool has_procfs(struct state *state)
{
	struct statfs st;

	if (state->procfs == PROCFS_UNKNOWN)
		state->procfs = fstatfs(state->proc_fd, &st) == 0 && st.f_type == PROC_SUPER_MAGIC
		                        ? PROCFS_REAL
		                        : PROCFS_OTHER;
	return state->procfs == PROCFS_REAL;
}

/*
 * Opens a file that was looked at. By its descriptor it is the same; a procfs that does not hold us
 * has none, and then it is opened by its path again.
 */
static int file_reopen(struct state *state, const struct state_dir *dir, const char *path,
                       int place_fd, const struct stat *wanted)
{
	_cleanup_close_ int fd = -1;
	char name[32];

	if (has_procfs(state)) {
		snprintf(name, sizeof(name), "self/fd/%d", place_fd);
		fd = openat(state->proc_fd, name, FILE_FLAGS);
		if (fd >= 0 || errno != ENOENT)
			return fd < 0 ? -errno : TAKE_FD(fd);
	}
	fd = beneath_open(&state->no_openat2, dir->fd, path, FILE_FLAGS, TRUST_NONE);
	if (fd < 0)
		return fd;
	return is_file(fd, wanted) ? TAKE_FD(fd) : -EBADF;
}

static int text_reserve(struct state *state, size_t size)
{
	char *text;

	if (size < state->text_size)
		return 0;
	text = realloc(state->text, size + 4096);
	if (!text)
		return -ENOMEM;
	state->text = text;
	state->text_size = size + 4096;
	return 0;
}

/* Looks at a file without opening it, in a folder where a user may change it any moment. */
static int users_file_open(struct state *state, const struct state_dir *dir, const char *path,
                           struct stat *ret_st)
{
	_cleanup_close_ int place_fd =
		beneath_open(&state->no_openat2, dir->fd, path, O_PATH | O_NOFOLLOW, TRUST_NONE);
	int r;

	if (place_fd < 0)
		return place_fd;
	if (fstat(place_fd, ret_st) < 0)
		return -errno;
	r = file_check(dir, ret_st);
	return r < 0 ? r : file_reopen(state, dir, path, place_fd, ret_st);
}

/* The same where only root could do so, which is half the work. */
static int systems_file_open(struct state *state, const struct state_dir *dir, const char *path,
                             struct stat *ret_st)
{
	_cleanup_close_ int fd = -1;
	int r;

	if (fstatat(dir->fd, path, ret_st, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) < 0)
		return -errno;
	r = file_check(dir, ret_st);
	if (r < 0)
		return r;
	fd = beneath_open(&state->no_openat2, dir->fd, path, FILE_FLAGS, TRUST_NONE);
	if (fd < 0)
		return fd;
	return is_file(fd, ret_st) ? TAKE_FD(fd) : -EBADF;
}

/*
 * Opens a file that is safe to read; makes room for it. Whatever else lies there is never opened:
 * to open a device may do something.
 */
static int file_open(struct state *state, const struct state_dir *dir, const char *path,
                     size_t *ret_size)
{
	_cleanup_close_ int fd = -1;
	struct stat st;
	int r = remotes_check(state, dir->path, path);

	if (r < 0)
		return r;
	fd = dir->user ? users_file_open(state, dir, path, &st)
	               : systems_file_open(state, dir, path, &st);
	if (fd < 0)
		return fd;
	r = text_reserve(state, (size_t)st.st_size);
	if (r < 0)
		return r;
	*ret_size = (size_t)st.st_size;
	return TAKE_FD(fd);
}

/* Engines replace their files and do not write into them: one that grows meanwhile is cut off. */
static ssize_t file_read(struct state *state, int fd, size_t size)
{
	size_t used = 0;

	while (used < size) {
		ssize_t n = read(fd, state->text + used, size - used);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		used += (size_t)n;
	}
	state->text[used] = '\0';
	return (ssize_t)used;
}

ssize_t state_read(struct state *state, const struct state_dir *dir, const char *path)
{
	size_t size = 0;
	_cleanup_close_ int fd = file_open(state, dir, path, &size);
	ssize_t n = fd < 0 ? fd : file_read(state, fd, size);

	if (n < 0)
		state_tell(state, dir->path, path, (int)n);
	return n;
}

int state_pick(struct state *state, const struct state_dir *dir, const char *path,
               struct pick *picks, size_t npicks)
{
	ssize_t n = state_read(state, dir, path);
	int r;

	if (n < 0)
		return (int)n;
	r = pick_members(state->text, (size_t)n, picks, npicks);
	if (r < 0)
		state_tell(state, dir->path, path, r);
	return r;
}

bool state_has(const struct state_dir *dir, const char *name)
{
	return span_is_plain(span_of(name)) &&
	       faccessat(dir->fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

bool state_path_has(struct state *state, const char *folder, const char *name)
{
	_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;

	dir.fd = system_open(state, folder, O_PATH | O_DIRECTORY);
	return dir.fd >= 0 && faccessat(dir.fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

bool state_has_cgroup(struct state *state, const char *folder, const char *name)
{
	/* v2 alone; beside v1; v1 with systemd's. */
	static const char *const roots[] = { "sys/fs/cgroup", "sys/fs/cgroup/unified",
		                             "sys/fs/cgroup/systemd" };
	char path[STATE_PATH];

	for (size_t i = 0; i < ARRAY_SIZE(roots); i++) {
		snprintf(path, sizeof(path), "%s/%s", roots[i], folder);
		if (state_path_has(state, path, name))
			return true;
	}
	return false;
}

/* Counts one more entry of a user's folders; false: there are too many. */
static bool entry_count(struct state *state, const struct state_dir *dir)
{
	if (dir->user == 0)
		return true;
	if (state->counted_user != dir->user) {
		state->counted_user = dir->user;
		state->counted = 0;
	}
	if (++state->counted <= STATE_USER_ENTRIES)
		return true;
	state_tell_text(state, dir->path, "", "too many entries");
	return false;
}

/* Those of one buffer of the kernel's. */
static int entries_walk(struct state *state, const struct state_dir *dir, const char *buffer,
                        size_t len, const struct state_walk *walk)
{
	int r = 0;

	for (size_t at = 0; r == 0 && at < len;) {
		const struct dirent64 *entry = (const struct dirent64 *)(const void *)(buffer + at);

		at += entry->d_reclen;
		if (!entry_count(state, dir))
			return -E2BIG;
		if (span_is_plain(span_of(entry->d_name)))
			r = walk->each(walk->data, dir, entry->d_name);
	}
	return r;
}

int state_dir_walk(struct state *state, const struct state_dir *dir, state_each each, void *data)
{
	const struct state_walk walk = { .each = each, .data = data };
	_cleanup_free_ char *buffer = malloc(WALK_BUFFER);
	int r = 0;

	if (!buffer)
		return -ENOMEM;
	if (lseek(dir->fd, 0, SEEK_SET) < 0)
		return -errno;
	while (r == 0) {
		ssize_t n = getdents64(dir->fd, buffer, WALK_BUFFER);

		if (n < 0) {
			r = -errno;
			state_tell(state, dir->path, "", r);
			return r;
		}
		if (n == 0)
			break;
		r = entries_walk(state, dir, buffer, (size_t)n, &walk);
	}
	return r == -E2BIG ? 0 : r;
}

static int user_add(void *data, const struct state_dir *dir, const char *name)
{
	struct state *state = data;
	uint64_t uid;

	(void)dir;
	if (number_parse(name, strlen(name), &uid) < 0 || uid == 0 || uid >= UINT32_MAX)
		return 0;
	if (state->nusers == state->users_size) {
		size_t bigger = state->users_size ? state->users_size * 2 : 16;
		uid_t *moved = reallocarray(state->users, bigger, sizeof(*moved));

		if (!moved)
			return -ENOMEM;
		state->users = moved;
		state->users_size = bigger;
	}
	state->users[state->nusers++] = (uid_t)uid;
	return 0;
}

static int users_list(struct state *state)
{
	_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;
	int r;

	if (state->has_users)
		return 0;
	state->has_users = true;
	r = state_dir_open(state, 0, "run/user", &dir);
	return r < 0 ? r : state_dir_walk(state, &dir, user_add, state);
}

int state_users_walk(struct state *state, state_each_user each, void *data)
{
	int r = users_list(state);

	for (size_t i = 0; r == 0 && i < state->nusers; i++)
		r = each(data, state->users[i]);
	return r;
}
