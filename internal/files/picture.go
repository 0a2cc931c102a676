package files

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // one of the kinds that are read

	"samenspel/internal/errs"
)

// The bounds of a picture that comes in.
const (
	MaxBytes  = 10 << 20
	maxPixels = 50_000_000 // a good telephone of today
	leastSide = 32         // pixels; smaller shows nothing
)

// Keys of messages: the Text of a problem with a picture. Catalogues have a sentence for each.
const (
	PictureKind  = "files.wrong.kind"  // not a JPEG, PNG or WebP that can be read
	PictureLarge = "files.wrong.large" // too many bytes or pixels
	PictureSmall = "files.wrong.small" // too few pixels
)

// Messages are all keys above.
var Messages = []string{PictureKind, PictureLarge, PictureSmall}

const quality = 85 // of the JPEG that is written

// Square makes of a picture a JPEG of side by side pixels, around its middle. What is wrong with it comes back as
// errs.Problems for the column "picture".
func Square(picture []byte, side int) ([]byte, error) {
	from, err := read(picture)
	if err != nil {
		return nil, err
	}
	made := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.Draw(made, made.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(made, made.Bounds(), from, middle(from.Bounds()), draw.Over, nil)
	var out bytes.Buffer
	err = jpeg.Encode(&out, upright(made, orientation(picture)), &jpeg.Options{Quality: quality})
	return out.Bytes(), err
}

// Fit makes of a picture a PNG that is at most so wide and so high, in its own shape and never larger than it was. What
// is transparent stays so. Problems are those of Square.
func Fit(picture []byte, width, height int) (made []byte, size image.Point, err error) {
	from, err := read(picture)
	if err != nil {
		return nil, size, err
	}
	was := from.Bounds().Size()
	scale := min(1, float64(width)/float64(was.X), float64(height)/float64(was.Y))
	size = image.Pt(max(1, int(float64(was.X)*scale)), max(1, int(float64(was.Y)*scale)))
	drawn := image.NewNRGBA(image.Rectangle{Max: size})
	draw.CatmullRom.Scale(drawn, drawn.Bounds(), from, from.Bounds(), draw.Src, nil)
	var out bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, drawn)
	return out.Bytes(), size, err
}

// read reads a picture, after a look at how large it is.
func read(picture []byte) (image.Image, error) {
	if len(picture) > MaxBytes {
		return nil, wrong(PictureLarge)
	}
	about, kind, err := image.DecodeConfig(bytes.NewReader(picture))
	switch {
	case err != nil || kind != "jpeg" && kind != "png" && kind != "webp":
		return nil, wrong(PictureKind)
	case about.Width < leastSide || about.Height < leastSide:
		return nil, wrong(PictureSmall)
	case about.Width > maxPixels/about.Height:
		return nil, wrong(PictureLarge)
	}
	from, _, err := image.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, wrong(PictureKind)
	}
	return from, nil
}

func wrong(key string) error { return errs.Problems{{Column: "picture", Text: key}} }

// middle gives the largest square around the middle of a rectangle.
func middle(r image.Rectangle) image.Rectangle {
	side := min(r.Dx(), r.Dy())
	corner := r.Min.Add(image.Pt((r.Dx()-side)/2, (r.Dy()-side)/2))
	return image.Rectangle{Min: corner, Max: corner.Add(image.Pt(side, side))}
}

// flipsX and flipsY are the orientations in which a picture is stored from right to left, or from below.
var flipsX, flipsY = []int{2, 3, 7, 8}, []int{3, 4, 6, 7}

// upright turns and mirrors a square picture as its orientation (1 to 8, as in EXIF) asks.
func upright(from *image.RGBA, orientation int) *image.RGBA {
	last := from.Bounds().Dx() - 1
	made := image.NewRGBA(from.Bounds())
	for y := range last + 1 {
		for x := range last + 1 {
			u, v := x, y
			if orientation >= 5 { // lies on its side
				u, v = y, x
			}
			if slices.Contains(flipsX, orientation) {
				u = last - u
			}
			if slices.Contains(flipsY, orientation) {
				v = last - v
			}
			made.SetRGBA(x, y, from.RGBAAt(u, v))
		}
	}
	return made
}
