/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel as witness: namespaces by their ioctls, PIDs by its own translation.
 *
 * The constants are those of linux/nsfs.h; they are given here because the header of an older
 * system lacks the translation (Linux 6.11). Where the kernel lacks it too, chains come from NSpid.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <dirent.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nest.h"

#define NS_GET_USERNS_    _IO(0xb7, 1)
#define NS_GET_PARENT_    _IO(0xb7, 2)
#define NS_GET_OWNER_UID_ _IO(0xb7, 4)
#define NS_GET_PID_FROM_  _IOR(0xb7, 6, int)
#define NS_GET_PID_IN_    _IOR(0xb7, 8, int)

bool nest_kernel_translates;

static struct nest_space view = { .fd = -1, .hold = "processes" };

struct nest_space *nest_spaces(void)
{
	return &view;
}

static int read_owner(struct nest_space *space)
{
	struct stat status;
	int fd = ioctl(space->fd, NS_GET_USERNS_, 0UL);

	if (fd < 0)
		return -1;
	if (fstat(fd, &status) < 0 || ioctl(fd, NS_GET_OWNER_UID_, &space->owner) < 0) {
		close(fd);
		return -1;
	}
	space->userns = status.st_ino;
	close(fd);
	return 0;
}

/*
 * On Linux 6.18.15 and 6.19 a translation fails with ENOTTY, as an unknown ioctl does, when there
 * is no such PID. Whether the ioctls exist is therefore asked about ourselves alone.
 */
int nest_kernel_start(void)
{
	char self[32] = { 0 };
	struct stat status;

	if (readlink("/proc/self", self, sizeof(self) - 1) < 0 || atoi(self) != (int)getpid()) {
		fputs("nest: /proc is not that of this PID namespace\n", stderr);
		return -1;
	}
	view.fd = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
	if (view.fd < 0 || fstat(view.fd, &status) < 0) {
		perror("nest: /proc/self/ns/pid");
		return -1;
	}
	view.id = status.st_ino;
	nest_kernel_translates =
		ioctl(view.fd, NS_GET_PID_IN_, (unsigned long)getpid()) == getpid();
	return 0;
}

void nest_kernel_stop(void)
{
	while (view.next) {
		struct nest_space *space = view.next;

		view.next = space->next;
		close(space->fd);
		free(space);
	}
	close(view.fd);
	view.fd = -1;
}

/* Takes fd over, also on failure. */
static struct nest_space *intern(int fd)
{
	struct nest_space *space, **last = &view.next;
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0)
		return NULL;
	for (space = &view; space; space = space->next) {
		if (space->id == status.st_ino) {
			close(fd);
			return space;
		}
	}
	space = calloc(1, sizeof(*space));
	if (!space)
		abort();
	*space = (struct nest_space){ .id = status.st_ino, .fd = fd, .hold = "processes" };
	space->parent = intern(ioctl(fd, NS_GET_PARENT_, 0UL));
	if (!space->parent || read_owner(space) < 0) {
		close(fd);
		free(space);
		return NULL;
	}
	space->level = space->parent->level + 1;
	while (*last) /* parents come first */
		last = &(*last)->next;
	*last = space;
	return space;
}

struct nest_space *nest_space_at(const char *path)
{
	return intern(open(path, O_RDONLY | O_CLOEXEC));
}

struct nest_space *nest_space_of(pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/pid", (int)pid);
	return nest_space_at(path);
}

static int read_proc(const char *path, char *buffer, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : read(fd, buffer, size - 1);
	int saved = errno;

	if (fd >= 0)
		close(fd);
	errno = saved == ENOENT ? ESRCH : saved;
	if (len < 0)
		return -1;
	buffer[len] = '\0';
	return 0;
}

/* NSpid of /proc/PATH/status. */
static int read_nspid(const char *path, pid_t *ret_chain)
{
	char buffer[8192], *at;
	int count = 0;

	if (read_proc(path, buffer, sizeof(buffer)) < 0)
		return -1;
	at = strstr(buffer, "\nNSpid:");
	if (!at)
		return -1;
	for (at += strlen("\nNSpid:"); *at == '\t' && count <= NEST_DEPTH_MAX;)
		ret_chain[count++] = (pid_t)strtol(at + 1, &at, 10);
	return count;
}

int nest_chain(pid_t pid, const struct nest_space *space, pid_t *ret_chain)
{
	const struct nest_space *at = space;

	if (!nest_kernel_translates) {
		char path[64];

		snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
		return read_nspid(path, ret_chain);
	}
	do {
		ret_chain[at->level] = ioctl(at->fd, NS_GET_PID_IN_, (unsigned long)pid);
		if (ret_chain[at->level] < 0) {
			errno = ESRCH;
			return -1;
		}
		at = at->parent;
	} while (at);
	return space->level + 1;
}

/* The thread of `process` whose TID at this level is `inner`. */
static pid_t find_thread(pid_t process, int level, pid_t inner)
{
	pid_t chain[NEST_DEPTH_MAX + 1] = { 0 }, found = 0;
	struct dirent *entry;
	char path[320];
	DIR *folder;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)process);
	folder = opendir(path);
	while (folder && !found && (entry = readdir(folder))) {
		snprintf(path, sizeof(path), "/proc/%d/task/%s/status", (int)process,
		         entry->d_name);
		if (entry->d_name[0] != '.' && read_nspid(path, chain) > level &&
		    chain[level] == inner)
			found = chain[0];
	}
	if (folder)
		closedir(folder);
	return found;
}

pid_t nest_from(const struct nest_space *space, pid_t inner, pid_t process)
{
	int pid;

	if (!nest_kernel_translates)
		return find_thread(process, space->level, inner);
	pid = ioctl(space->fd, NS_GET_PID_FROM_, (unsigned long)inner);
	return pid < 0 ? 0 : pid;
}

int nest_state(pid_t pid, char *ret_state, unsigned *ret_flags)
{
	char path[64], buffer[1024], *at;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	if (read_proc(path, buffer, sizeof(buffer)) < 0)
		return -1;
	at = strrchr(buffer, ')'); /* a name may hold this character, too */
	if (!at || sscanf(at, ") %c %*d %*d %*d %*d %*d %u", ret_state, ret_flags) != 2)
		return -1;
	return 0;
}
