// Package rootfs reads a machine's root file system that lies in a folder: an
// unpacked image, a mounted disk. Symbolic links lead where they would lead on
// that machine, as chroot(2) has it: an absolute one starts again at the
// folder, and `..` of the folder is the folder itself. Nothing outside of it is
// ever opened.
package rootfs

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"syscall"
)

// FS is a root file system. It is safe for use by several goroutines.
type FS struct {
	root    *os.Root
	folders sync.Map // names, free of links, of folders that were passed
}

// Open opens the folder that holds a root file system.
func Open(dir string) (*FS, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &FS{root: root}, nil
}

// maxLinks is how many links one name may pass, as in Linux: path_resolution(7).
const maxLinks = 40

// Resolve is the name of a file without links, below the root. What it names
// need not exist beyond the last folder.
func (f *FS) Resolve(name string) (string, error) { return f.resolve("resolve", name, true) }

// resolve follows the links of a name, that of its last part only where asked.
func (f *FS) resolve(op, name string, last bool) (string, error) {
	if !fs.ValidPath(name) {
		return "", &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	at, links := ".", 0
	for rest := strings.Split(name, "/"); len(rest) > 0; {
		part := rest[0]
		rest = rest[1:]
		switch part {
		case "", ".":
			continue
		case "..":
			at = path.Dir(at)
			continue
		}
		next := path.Join(at, part)
		if len(rest) == 0 && !last {
			return next, nil
		}
		target, err := f.readlink(next)
		switch {
		case errors.Is(err, syscall.EINVAL): // no link
			at = next
		case err != nil:
			return "", &fs.PathError{Op: op, Path: name, Err: cause(err)}
		default:
			if links++; links > maxLinks {
				return "", &fs.PathError{Op: op, Path: name, Err: syscall.ELOOP}
			}
			if strings.HasPrefix(target, "/") {
				at = "."
			}
			rest = slices.Concat(strings.Split(target, "/"), rest)
		}
	}
	return at, nil
}

// readlink is the target of a link, EINVAL where the name is none.
func (f *FS) readlink(name string) (string, error) {
	if _, known := f.folders.Load(name); known {
		return "", syscall.EINVAL
	}
	info, err := f.root.Lstat(name)
	switch {
	case err != nil:
		return "", err
	case info.Mode()&fs.ModeSymlink != 0:
		return f.root.Readlink(name)
	case info.IsDir():
		f.folders.Store(name, true)
	}
	return "", syscall.EINVAL
}

// cause is an error without the path of this machine.
func cause(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return at.Err
	}
	return err
}

// Open implements fs.FS. What is neither a file nor a folder is not opened: a
// pipe may never end, and a device may do anything.
func (f *FS) Open(name string) (fs.File, error) {
	at, err := f.resolve("open", name, true)
	if err != nil {
		return nil, err
	}
	info, err := f.root.Lstat(at)
	if err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		err = errSpecial
	}
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: cause(err)}
	}
	// O_NONBLOCK: it may have become a pipe since.
	file, err := f.root.OpenFile(at, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: cause(err)}
	}
	return file, nil
}

var errSpecial = errors.New("is neither a file nor a folder")

// Stat implements fs.StatFS.
func (f *FS) Stat(name string) (fs.FileInfo, error) { return f.describe("stat", name, true) }

// Lstat implements fs.ReadLinkFS.
func (f *FS) Lstat(name string) (fs.FileInfo, error) { return f.describe("lstat", name, false) }

func (f *FS) describe(op, name string, last bool) (fs.FileInfo, error) {
	at, err := f.resolve(op, name, last)
	if err != nil {
		return nil, err
	}
	info, err := f.root.Lstat(at)
	if err != nil {
		return nil, &fs.PathError{Op: op, Path: name, Err: cause(err)}
	}
	return info, nil
}

// ReadLink implements fs.ReadLinkFS.
func (f *FS) ReadLink(name string) (string, error) {
	at, err := f.resolve("readlink", name, false)
	if err != nil {
		return "", err
	}
	target, err := f.readlink(at)
	if err != nil {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: cause(err)}
	}
	return target, nil
}
