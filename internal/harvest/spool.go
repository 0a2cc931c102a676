package harvest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// spool keeps what does not fit in memory in a temporary file without a name, to be read again from its beginning.
type spool struct {
	file *os.File
	out  *bufio.Writer
	n    int // items
}

// newSpool makes an empty spool. Close it.
func newSpool() (*spool, error) {
	file, err := os.CreateTemp("", "samenspel-*")
	if err != nil {
		return nil, fmt.Errorf("making a temporary file: %w", err)
	}
	return &spool{file: file, out: bufio.NewWriterSize(file, 1<<16)}, nil
}

// Close gives the room on the disk back.
func (s *spool) Close() error {
	return errors.Join(s.file.Close(), os.Remove(s.file.Name()))
}

// add writes one item behind the others.
func (s *spool) add(item any) error {
	text, err := json.Marshal(item)
	if err != nil {
		return fmt.Errorf("keeping a record aside: %w", err)
	}
	s.n++
	_, err = s.out.Write(append(text, '\n'))
	return err
}

// begin gives the bytes from the beginning.
func (s *spool) begin() (io.Reader, error) {
	if err := s.out.Flush(); err != nil {
		return nil, err
	}
	return bufio.NewReaderSize(io.NewSectionReader(s.file, 0, 1<<62), 1<<16), nil
}

// chunks goes through all items from the beginning, at most size at a time.
func chunks[T any](s *spool, size int, take func([]T) error) error {
	r, err := s.begin()
	if err != nil {
		return err
	}
	d := json.NewDecoder(r)
	for left := s.n; left > 0; {
		some := make([]T, min(size, left))
		for i := range some {
			if err := d.Decode(&some[i]); err != nil {
				return fmt.Errorf("reading what was kept aside: %w", err)
			}
		}
		left -= len(some)
		if err := take(some); err != nil {
			return err
		}
	}
	return nil
}
