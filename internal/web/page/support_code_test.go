package page

import (
	"image"
	"image/color"
	"regexp"
	"strconv"
	"strings"
	"testing"

	qr "github.com/piglig/go-qr"
)

// painted is the picture of a code, as a telephone would see it.
func painted(t *testing.T, svg string) image.Image {
	t.Helper()
	whole, err := strconv.Atoi(regexp.MustCompile(`viewBox="0 0 (\d+) `).FindStringSubmatch(svg)[1])
	if err != nil {
		t.Fatal(err)
	}
	const scale = 4
	picture := image.NewGray(image.Rect(0, 0, whole*scale, whole*scale))
	for i := range picture.Pix {
		picture.Pix[i] = 255
	}
	for _, at := range regexp.MustCompile(`M(\d+) (\d+)h1v1h-1z`).FindAllStringSubmatch(svg, -1) {
		x, _ := strconv.Atoi(at[1])
		y, _ := strconv.Atoi(at[2])
		for dx := range scale {
			for dy := range scale {
				picture.SetGray(x*scale+dx, y*scale+dy, color.Gray{})
			}
		}
	}
	return picture
}

// TestCodeSaysItsText: what a poster's code says can be read off it, also in Chinese and with markup in it.
func TestCodeSaysItsText(t *testing.T) {
	for _, text := range []string{"清和区 柳湾村 奖励扶助 公示 2026-11-24 至 2026-12-03，9 人，名单指纹 c41e 9a07 55b2 1f0e", "https://youfu.example/notices/1", `<b>"&'</b>`} {
		svg, err := Code(text)
		if err != nil {
			t.Fatal(err)
		}
		said, err := qr.Decode(painted(t, string(svg)))
		if err != nil || said != text {
			t.Errorf("it says %q, %v; want %q", said, err, text)
		}
		if strings.Contains(string(svg), "<b>") {
			t.Error("markup gets into the page")
		}
	}
	if _, err := Code(strings.Repeat("长", 2000)); err == nil {
		t.Error("a text that has no room is no error")
	}
}
