package analyzers

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// sideBySide calls work once for each number below n, on all processors. Work
// that panics is done again by the caller, so that the panic is the caller's,
// with its place.
func sideBySide(n int, work func(i int)) {
	var next, broken atomic.Int64
	broken.Store(-1)
	var all sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for broken.Load() < 0 {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				func() {
					defer func() {
						if recover() != nil {
							broken.Store(int64(i))
						}
					}()
					work(i)
				}()
			}
		})
	}
	all.Wait()
	if i := broken.Load(); i >= 0 {
		work(int(i))
	}
}
