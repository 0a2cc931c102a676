package harvest

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
)

// sorter orders more items than fit in memory by a key; items of one key stay in the order in which they came.
type sorter struct {
	items []item
	bytes int
	runs  []*os.File
}

type item struct {
	key  string
	data []byte
}

// sortBytes is how much a sorter holds in memory before it writes to the disk.
const sortBytes = 24 << 20

func (s *sorter) add(key string, data []byte) error {
	s.items = append(s.items, item{key, data})
	if s.bytes += len(key) + len(data) + 64; s.bytes < sortBytes {
		return nil
	}
	return s.spill()
}

func (s *sorter) order() {
	slices.SortStableFunc(s.items, func(a, b item) int { return cmp.Compare(a.key, b.key) })
}

// spill writes what is in memory, in order, to a temporary file.
func (s *sorter) spill() error {
	s.order()
	file, err := os.CreateTemp("", "samenspel-*")
	if err != nil {
		return err
	}
	s.runs = append(s.runs, file)
	w := bufio.NewWriterSize(file, 1<<16)
	for _, it := range s.items {
		if err := writeBytes(w, []byte(it.key)); err != nil {
			return err
		}
		if err := writeBytes(w, it.data); err != nil {
			return err
		}
	}
	s.items, s.bytes = s.items[:0], 0
	return w.Flush()
}

func writeBytes(w *bufio.Writer, data []byte) error {
	var size [binary.MaxVarintLen64]byte
	if _, err := w.Write(size[:binary.PutUvarint(size[:], uint64(len(data)))]); err != nil {
		return err
	}
	_, err := w.Write(data)
	return err
}

func readBytes(r *bufio.Reader) ([]byte, error) {
	size, err := binary.ReadUvarint(r)
	if err != nil {
		return nil, err
	}
	data := make([]byte, size)
	_, err = io.ReadFull(r, data)
	return data, err
}

// Close removes the temporary files.
func (s *sorter) Close() (err error) {
	for _, file := range s.runs {
		err = errors.Join(err, file.Close(), os.Remove(file.Name()))
	}
	return err
}

// groups goes through the items by key: all items of a key at once. The sorter is empty afterwards.
func (s *sorter) groups(take func(key string, all [][]byte) error) error {
	s.order()
	m := merger{}
	for i, file := range s.runs {
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return err
		}
		m.from = append(m.from, &stream{order: i, r: bufio.NewReaderSize(file, 1<<16)})
	}
	m.from = append(m.from, &stream{order: len(s.runs), items: s.items})
	return m.run(take)
}

// stream is one ordered row of items: from a file or from memory.
type stream struct {
	order int
	r     *bufio.Reader
	items []item
	now   item
}

// next moves on. It tells whether there was another item.
func (s *stream) next() (bool, error) {
	if s.r == nil {
		if len(s.items) == 0 {
			return false, nil
		}
		s.now, s.items = s.items[0], s.items[1:]
		return true, nil
	}
	key, err := readBytes(s.r)
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	s.now.key = string(key)
	s.now.data, err = readBytes(s.r)
	return err == nil, err
}

// merger is a heap of streams, the one with the lowest key first.
type merger struct{ from []*stream }

func (m merger) Len() int { return len(m.from) }
func (m merger) Less(i, j int) bool {
	a, b := m.from[i], m.from[j]
	return cmp.Or(strings.Compare(a.now.key, b.now.key), cmp.Compare(a.order, b.order)) < 0
}
func (m merger) Swap(i, j int) { m.from[i], m.from[j] = m.from[j], m.from[i] }
func (m *merger) Push(x any)   { m.from = append(m.from, x.(*stream)) }
func (m *merger) Pop() any {
	last := m.from[len(m.from)-1]
	m.from = m.from[:len(m.from)-1]
	return last
}

func (m *merger) run(take func(key string, all [][]byte) error) error {
	var live []*stream
	for _, s := range m.from {
		there, err := s.next()
		if err != nil {
			return err
		}
		if there {
			live = append(live, s)
		}
	}
	m.from = live
	heap.Init(m)
	var key string
	var all [][]byte
	for len(m.from) > 0 {
		first := m.from[0]
		if first.now.key != key && len(all) > 0 {
			if err := take(key, all); err != nil {
				return err
			}
			all = nil
		}
		key, all = first.now.key, append(all, first.now.data)
		there, err := first.next()
		if err != nil {
			return err
		}
		if there {
			heap.Fix(m, 0)
		} else {
			heap.Pop(m)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return take(key, all)
}
