package files

import (
	"bytes"
	"encoding/binary"
)

// The marks in a JPEG and in the EXIF part of it that lead to the orientation.
const (
	startOfScan    = 0xda
	exifSegment    = 0xe1
	orientationTag = 0x0112
)

// orientation gives how a camera was held, from 1 (upright) to 8. It is 1 for what is no JPEG or does not say.
func orientation(picture []byte) int {
	for at := 2; at+4 <= len(picture) && picture[at] == 0xff && picture[at+1] != startOfScan; {
		length := int(binary.BigEndian.Uint16(picture[at+2:]))
		end := at + 2 + length
		if length < 2 || end > len(picture) {
			return 1
		}
		if exif, ok := bytes.CutPrefix(picture[at+4:end], []byte("Exif\x00\x00")); ok && picture[at+1] == exifSegment {
			return inExif(exif)
		}
		at = end
	}
	return 1
}

// inExif looks the orientation up in the first directory of an EXIF part.
func inExif(exif []byte) int {
	if len(exif) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if exif[0] == 'M' {
		order = binary.BigEndian
	}
	at := int(order.Uint32(exif[4:]))
	if at < 8 || at+2 > len(exif) {
		return 1
	}
	fields := int(order.Uint16(exif[at:]))
	for at += 2; fields > 0 && at+12 <= len(exif); at, fields = at+12, fields-1 {
		if order.Uint16(exif[at:]) != orientationTag {
			continue
		}
		if value := int(order.Uint16(exif[at+8:])); value >= 1 && value <= 8 {
			return value
		}
	}
	return 1
}
