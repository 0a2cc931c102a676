package files

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"samenspel/internal/errs"
)

// flag is a picture of which the four quarters have colours of their own: red and green above, blue and white below.
func flag(width, height int) *image.RGBA {
	made := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.RGBA{A: 255}
			switch {
			case y < height/2 && x < width/2:
				c.R = 255
			case y < height/2:
				c.G = 255
			case x < width/2:
				c.B = 255
			default:
				c.R, c.G, c.B = 255, 255, 255
			}
			made.SetRGBA(x, y, c)
		}
	}
	return made
}

// crcOf is the check of a chunk of a PNG.
func crcOf(chunk []byte) uint32 { return crc32.ChecksumIEEE(chunk) }

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// held is the flag as a camera stores it that was held in a way.
func held(t testing.TB, m image.Image, orientation uint16, order binary.AppendByteOrder) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	head := "II"
	if order.String() == "BigEndian" {
		head = "MM"
	}
	exif := order.AppendUint32(order.AppendUint16([]byte("Exif\x00\x00"+head), 42), 8)
	exif = order.AppendUint16(exif, 1)
	exif = order.AppendUint32(order.AppendUint16(order.AppendUint16(exif, 0x0112), 3), 1)
	exif = order.AppendUint32(order.AppendUint16(order.AppendUint16(exif, orientation), 0), 0)
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(exif)+2))
	return append(append([]byte{0xff, 0xd8}, append(segment, exif...)...), b.Bytes()[2:]...)
}

// quarters names the colours of a square picture, by quarter.
func quarters(t testing.TB, picture []byte, side int) string {
	t.Helper()
	m, kind, err := image.Decode(bytes.NewReader(picture))
	if err != nil || kind != "jpeg" || m.Bounds().Dx() != side || m.Bounds().Dy() != side {
		t.Fatalf("it is a %s of %v: %v", kind, m, err)
	}
	names := ""
	for _, p := range [][2]int{{side / 4, side / 4}, {3 * side / 4, side / 4}, {side / 4, 3 * side / 4}, {3 * side / 4, 3 * side / 4}} {
		r, g, b, _ := m.At(p[0], p[1]).RGBA()
		switch {
		case r > 0xc000 && g > 0xc000 && b > 0xc000:
			names += "W"
		case r > g && r > b:
			names += "R"
		case g > b:
			names += "G"
		default:
			names += "B"
		}
	}
	return names
}

func TestAPictureBecomesASquareOfOurs(t *testing.T) {
	for name, picture := range map[string][]byte{"wide": asPNG(t, flag(400, 300)), "high": asPNG(t, flag(120, 900)), "small": asPNG(t, flag(40, 40)), "clear": asPNG(t, image.NewRGBA(image.Rect(0, 0, 50, 50)))} {
		made, err := Square(picture, 320)
		want := "RGBW"
		if name == "clear" {
			want = "WWWW"
		}
		if err != nil || quarters(t, made, 320) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	webp, _ := base64.StdEncoding.DecodeString("UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vv9UAA=")
	if _, err := Square(webp, 320); !errors.As(err, new(errs.Problems)) || err.(errs.Problems)[0].Text != PictureSmall {
		t.Errorf("a WebP of one pixel: %v", err)
	}
}

// TestACameraThatWasTurned stores the flag in each of the eight ways: every picture comes out upright.
func TestACameraThatWasTurned(t *testing.T) {
	stored := map[uint16]string{1: "RGBW", 2: "GRWB", 3: "WBGR", 4: "BWRG", 5: "RBGW", 6: "GWRB", 7: "WGBR", 8: "BRWG"}
	colours := map[byte]color.RGBA{'R': {255, 0, 0, 255}, 'G': {0, 255, 0, 255}, 'B': {0, 0, 255, 255}, 'W': {255, 255, 255, 255}}
	for orientation, names := range stored {
		m := image.NewRGBA(image.Rect(0, 0, 64, 64))
		for y := range 64 {
			for x := range 64 {
				m.SetRGBA(x, y, colours[names[y/32*2+x/32]])
			}
		}
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			made, err := Square(held(t, m, orientation, order), 64)
			if err != nil {
				t.Fatal(err)
			}
			if got := quarters(t, made, 64); got != "RGBW" {
				t.Errorf("orientation %d comes out as %s", orientation, got)
			}
		}
	}
}

func TestNothingOfTheFileIsKept(t *testing.T) {
	picture := append(held(t, flag(64, 64), 1, binary.BigEndian), "GEHEIM"...)
	made, err := Square(picture, 64)
	if err != nil || bytes.Contains(made, []byte("Exif")) || bytes.Contains(made, []byte("GEHEIM")) {
		t.Errorf("%v, %q", err, made[:40])
	}
}

func TestWhatIsNoPicture(t *testing.T) {
	var animated bytes.Buffer
	if err := gif.Encode(&animated, flag(64, 64), nil); err != nil {
		t.Fatal(err)
	}
	bomb := asPNG(t, flag(64, 64))
	binary.BigEndian.PutUint32(bomb[16:], 60000)
	binary.BigEndian.PutUint32(bomb[20:], 60000)
	binary.BigEndian.PutUint32(bomb[29:], crcOf(bomb[12:29]))
	for name, c := range map[string]struct {
		picture []byte
		want    string
	}{
		"nothing": {nil, PictureKind}, "words": {[]byte("<svg onload=alert(1)>"), PictureKind}, "a GIF": {animated.Bytes(), PictureKind},
		"half": {asPNG(t, flag(64, 64))[:90], PictureKind}, "bomb": {bomb, PictureLarge}, "heavy": {make([]byte, MaxBytes+1), PictureLarge},
		"tiny": {asPNG(t, flag(31, 400)), PictureSmall},
	} {
		_, err := Square(c.picture, 320)
		var problems errs.Problems
		if !errors.As(err, &problems) || problems[0].Text != c.want || problems[0].Column != "picture" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzSquare(f *testing.F) {
	f.Add(asPNG(f, flag(40, 33)))
	f.Add(held(f, flag(40, 40), 6, binary.LittleEndian))
	f.Add([]byte("RIFF\x24\x00\x00\x00WEBPVP8 "))
	f.Fuzz(func(t *testing.T, picture []byte) {
		if about, _, err := image.DecodeConfig(bytes.NewReader(picture)); err == nil && about.Width*about.Height > 1<<20 {
			return // fine, and slow
		}
		made, err := Square(picture, 32)
		if err == nil {
			if m, kind, err := image.Decode(bytes.NewReader(made)); err != nil || kind != "jpeg" || m.Bounds().Dx() != 32 {
				t.Errorf("%s %v", kind, err)
			}
		} else if !errors.As(err, new(errs.Problems)) {
			t.Error(err)
		}
	})
}

// TestALogoKeepsItsShapeAndWhatIsClear fits pictures of several shapes into a bound.
func TestALogoKeepsItsShapeAndWhatIsClear(t *testing.T) {
	for was, want := range map[image.Point]image.Point{{X: 1600, Y: 400}: {X: 448, Y: 112}, {X: 100, Y: 40}: {X: 100, Y: 40}, {X: 400, Y: 1600}: {X: 28, Y: 112}, {X: 9600, Y: 40}: {X: 480, Y: 2}} {
		made, size, err := Fit(append(asPNG(t, flag(was.X, was.Y)), "<script>hidden</script>"...), 480, 112)
		if err != nil || size != want {
			t.Errorf("%v becomes %v, %v; want %v", was, size, err, want)
		}
		if about, kind, err := image.DecodeConfig(bytes.NewReader(made)); err != nil || kind != "png" || about.Width != want.X || about.Height != want.Y {
			t.Errorf("%v is written as %s of %d×%d, %v", was, kind, about.Width, about.Height, err)
		}
		if bytes.Contains(made, []byte("script")) {
			t.Error("what was hidden behind the picture came through")
		}
	}
	made, _, err := Fit(asPNG(t, image.NewNRGBA(image.Rect(0, 0, 64, 64))), 480, 112)
	if err != nil {
		t.Fatal(err)
	}
	clear, _ := png.Decode(bytes.NewReader(made))
	if _, _, _, a := clear.At(9, 9).RGBA(); a != 0 {
		t.Error("what was clear is painted over")
	}
	if _, _, err := Fit([]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), 480, 112); !errors.Is(err, errs.Invalid) {
		t.Errorf("an SVG gives %v", err)
	}
}
