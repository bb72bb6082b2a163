/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The namespace ioctls. The numbers are those of linux/nsfs.h, defined here because headers older
 * than the running kernel lack the newer ones.
 */
#include <errno.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "collect/nsfs.h"

#define NSFS_IO              0xb7
#define NSFS_GET_USERNS      _IO(NSFS_IO, 0x1)
#define NSFS_GET_PARENT      _IO(NSFS_IO, 0x2)
#define NSFS_GET_NSTYPE      _IO(NSFS_IO, 0x3)
#define NSFS_GET_OWNER_UID   _IO(NSFS_IO, 0x4)
#define NSFS_PID_FROM_PIDNS  _IOR(NSFS_IO, 0x6, int)
#define NSFS_TGID_FROM_PIDNS _IOR(NSFS_IO, 0x7, int)
#define NSFS_PID_IN_PIDNS    _IOR(NSFS_IO, 0x8, int)
#define NSFS_TGID_IN_PIDNS   _IOR(NSFS_IO, 0x9, int)
#define NSFS_GET_ID          _IOR(NSFS_IO, 0xd, uint64_t)
#define NSFS_TYPE_PID        0x20000000 /* CLONE_NEWPID */

int nsfs_id(int fd, uint64_t *ret_id)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	*ret_id = st.st_ino;
	return 0;
}

int nsfs_check_pid(int fd)
{
	int type = ioctl(fd, NSFS_GET_NSTYPE, 0UL);

	if (type < 0)
		return -ENOTTY;
	return type == NSFS_TYPE_PID ? 0 : -EINVAL;
}

int nsfs_open_parent(int fd)
{
	int parent = ioctl(fd, NSFS_GET_PARENT, 0UL);

	return parent < 0 ? -errno : parent;
}

int nsfs_owner(int fd, uint64_t *ret_userns, uid_t *ret_owner)
{
	_cleanup_close_ int userns = ioctl(fd, NSFS_GET_USERNS, 0UL);
	uint64_t id = 0;
	uid_t owner;
	int r;

	if (userns < 0)
		return -errno;
	r = nsfs_id(userns, &id);
	if (r < 0)
		return r;
	if (ioctl(userns, NSFS_GET_OWNER_UID, &owner) < 0)
		return -errno;
	*ret_userns = id;
	*ret_owner = owner;
	return 0;
}

int nsfs_unique(int fd, uint64_t *ret_unique)
{
	return ioctl(fd, NSFS_GET_ID, ret_unique) < 0 ? -errno : 0;
}

/* Linux 6.18.15 and 6.19 say ENOTTY for a PID that does not exist. */
static pid_t translate(int fd, unsigned long request, pid_t pid)
{
	int number = ioctl(fd, request, (unsigned long)pid);

	if (number < 0)
		return errno == ENOTTY ? -ESRCH : -errno;
	return number == 0 ? -ESRCH : number;
}

int nsfs_can_translate(int own_fd)
{
	return ioctl(own_fd, NSFS_TGID_IN_PIDNS, (unsigned long)getpid()) == getpid();
}

pid_t nsfs_process_from(int fd, pid_t pid)
{
	return translate(fd, NSFS_TGID_FROM_PIDNS, pid);
}

pid_t nsfs_thread_from(int fd, pid_t pid)
{
	return translate(fd, NSFS_PID_FROM_PIDNS, pid);
}

pid_t nsfs_process_in(int fd, pid_t pid)
{
	return translate(fd, NSFS_TGID_IN_PIDNS, pid);
}

pid_t nsfs_thread_in(int fd, pid_t pid)
{
	return translate(fd, NSFS_PID_IN_PIDNS, pid);
}
