package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// clinic is a district with two stations of two departments, one woman, and an account at each station; the account at the first one acts.
func clinic(t *testing.T) (d *desk, woman string) {
	t.Helper()
	d = newDesk(t)
	d.account("reg", "--post", "registrar")
	for kind, file := range map[string]string{
		"places":      "code,name,level,parent,from,to\n990101000000,清和区,district,,,\n990101100000,云溪镇,township,990101000000,,\n990101100200,柳湾村,village,990101100000,,\n",
		"departments": "code,name_zh,name_en\nhealth,卫生健康,Health\nfamily-planning,计划生育,Family planning\n",
	} {
		d.load(kind, file)
	}
	d.load("sites", "code,name,department,place\nS1,云溪卫生院,health,990101100000\nS2,云溪服务站,family-planning,990101100000\n")
	d.load("people", "ref,name,sex,birth,resident_place\nr1,何秀芬,女,1983-05-12,990101100200\n")
	d.account("fp", "--post", "clinic-worker", "--site", "S2")
	other := os.Getenv("YOUFU_PASSWORD")
	d.account("lin", "--post", "clinic-worker", "--site", "S1")
	t.Setenv("OTHER_PASSWORD", other)
	var found []struct{ ID string }
	if err := json.Unmarshal([]byte(d.ok("--json", "person", "find", "何秀芬", "--as", "lin")), &found); err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	return d, found[0].ID
}

func (d *desk) load(kind, content string) {
	d.t.Helper()
	file := filepath.Join(d.t.TempDir(), kind+".csv")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		d.t.Fatal(err)
	}
	d.ok("import", kind, file, "--as", "reg")
}

// TestTwoCorrectionsOfOneRevision: the second is refused, and both versions stand in the refusal.
func TestTwoCorrectionsOfOneRevision(t *testing.T) {
	d, woman := clinic(t)
	var done struct{ Event string }
	made := d.ok("--json", "visit", "record", "womens-screening/screening", "--person", woman, "--on", "2026-01-05", "--site", "S1", "--set", "findings=none", "--set", "bp=120/80", "--as", "lin")
	if err := json.Unmarshal([]byte(made), &done); err != nil {
		t.Fatal(err)
	}
	correct := func(args ...string) []string {
		return append([]string{"visit", "correct", done.Event, "--rev", "1", "--as", "lin"}, args...)
	}
	d.ok(correct("--set", "findings=bv", "--set", "findings=fibroid", "--set", "bp=130/80", "--set", "note=二诊", "--reason", "wrong sample")...)
	mine := correct("--set", "findings=candida", "--set", "hpv=16", "--on", "2026-01-06", "--reason", "typed wrong")
	code, out, errs := d.try(mine...)
	if code != 5 || out != "" {
		t.Errorf("%d %s", code, out)
	}
	for _, line := range []string{"findings: revision 2 has bv;fibroid, you gave candida", "bp: revision 2 has 130/80, you gave –", "hpv: revision 2 has –, you gave 16", "note: revision 2 has 二诊, you gave –",
		"on: revision 2 has 2026-01-05, you gave 2026-01-06", "reason: revision 2 has wrong sample, you gave typed wrong"} {
		if !strings.Contains(errs, line) {
			t.Errorf("no line %q in\n%s", line, errs)
		}
	}
	code, out, _ = d.try(append([]string{"--json"}, mine...)...)
	var both struct {
		Conflict struct {
			Event         string
			Theirs, Yours struct {
				Rev    int
				On     *string
				Reason string
				Set    map[string]string
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &both); err != nil || code != 5 {
		t.Fatalf("%d %v in %s", code, err, out)
	}
	theirs, yours := both.Conflict.Theirs, both.Conflict.Yours
	if both.Conflict.Event != done.Event || theirs.Rev != 2 || *theirs.On != "2026-01-05" || theirs.Set["findings"] != "bv;fibroid" || yours.Rev != 1 || *yours.On != "2026-01-06" || yours.Set["findings"] != "candida" {
		t.Errorf("%+v", both)
	}
	d.ok("visit", "correct", done.Event, "--rev", "2", "--set", "findings=candida", "--reason", "typed wrong", "--as", "lin")
}

// TestAnotherDepartmentsVisit: the exit code says what the page says.
func TestAnotherDepartmentsVisit(t *testing.T) {
	d, woman := clinic(t)
	var done struct{ Event string }
	if err := json.Unmarshal([]byte(d.ok("--json", "visit", "record", "womens-screening/screening", "--person", woman, "--on", "2026-01-05", "--site", "S1", "--set", "findings=none", "--as", "lin")), &done); err != nil {
		t.Fatal(err)
	}
	t.Setenv("YOUFU_PASSWORD", os.Getenv("OTHER_PASSWORD"))
	for event, want := range map[string]int{done.Event: 3, "00000000-0000-7000-8000-000000000001": 4} {
		if code, _, errs := d.try("visit", "correct", event, "--rev", "1", "--set", "findings=bv", "--reason", "x", "--as", "fp"); code != want {
			t.Errorf("%s: %d, want %d\n%s", event, code, want, errs)
		}
	}
}
