package main

import (
	"strings"
	"testing"
)

// walk is the real office with somebody at every desk.
type walk struct {
	*officeProcess
	kiosk, boss *caller
	desks       map[string]*caller
}

func openOffice(t *testing.T) *walk {
	o := serve(t, t.TempDir())
	w := &walk{officeProcess: o, kiosk: o.as("kiosk", "pintu"), boss: o.as("supervisor", "kasi-yanum"), desks: map[string]*caller{}}
	o.run("day", "open")
	for _, d := range []string{"loket-1", "loket-2", "kasi", "siak-1"} {
		w.desks[d] = o.as("desk", d)
		w.desk(d, "open", nil)
	}
	return w
}

// desk does something at a desk and must be allowed to.
func (w *walk) desk(desk, verb string, body any) answer {
	w.t.Helper()
	return w.desks[desk].want(200, "POST", "/desks/"+desk+"/"+verb, body)
}

// through has a desk call the next number, which must be this one, and finish
// it with an outcome.
func (w *walk) through(desk, number, outcome string) {
	w.t.Helper()
	if got := w.desk(desk, "next", nil).str("ticket", "number"); got != number {
		w.t.Fatalf("%s called %s, want %s", desk, got, number)
	}
	w.desk(desk, "finish", js{"outcome": outcome})
}

func (w *walk) take(service string) (number, code string) {
	w.t.Helper()
	a := w.kiosk.want(201, "POST", "/tickets", js{"service": service})
	return a.str("number"), a.str("code")
}

// is checks a ticket's state and place, as a phone in the waiting room sees
// it: without a token.
func (w *walk) is(code, want string) {
	w.t.Helper()
	phone := &caller{o: w.officeProcess, http: w.kiosk.http}
	a := phone.want(200, "GET", "/tickets/"+code, nil)
	got := a.str("state") + " " + a.str("stage")
	if h := a.str("hold"); h != "" {
		got = a.str("state") + " " + h
	}
	if got != want {
		w.t.Fatalf("%s is %q, want %q", a.str("number"), got, want)
	}
}

// TestWholeStandardOverHTTP takes an applicant of each KTP-el service through
// every row of the service standard's route table, on the real program.
func TestWholeStandardOverHTTP(t *testing.T) {
	w := openOffice(t)
	for service, prefix := range map[string]string{"ktp-baru": "A", "ktp-rusak": "B", "ktp-hilang": "C", "ktp-perubahan": "D"} {
		t.Run(service, func(t *testing.T) {
			w.t = t
			w.everyRow(service, prefix)
		})
	}
	w.t = t
	w.stop()
	if out := w.run("verify"); !strings.HasPrefix(out, "ok: ") {
		t.Error(out)
	}
}

func (w *walk) everyRow(service, prefix string) {
	number, code := w.take(service)
	if number != prefix+"001" {
		w.t.Fatalf("the first %s is %s", service, number)
	}
	w.is(code, "waiting berkas")
	w.sentBackAndComesBack(code, number)
	w.through("loket-1", number, "lengkap")
	w.is(code, "waiting validasi")
	w.through("kasi", number, "sah")
	w.is(code, "waiting cek-data")

	w.through("siak-1", number, "bermasalah")
	w.held(code, "restore", "cek-data")
	w.through("siak-1", number, "belum-rekam")
	w.is(code, "waiting rekam")
	w.through("siak-1", number, "selesai")
	w.held(code, "prr", "cetak")

	w.through("siak-1", number, "blanko-kosong")
	w.held(code, "blanko", "cetak")
	w.through("siak-1", number, "jaringan-putus")
	w.held(code, "jaringan", "cetak")
	w.through("siak-1", number, "tercetak")
	w.is(code, "waiting serah-loket")
	w.through("siak-1", number, "diterima")
	w.is(code, "waiting serah-terima")
	w.through("loket-2", number, "pemohon-pulang")
	w.is(code, "held pengambilan")
	w.pickedUp(code)
}

// sentBackAndComesBack: incomplete at the counter, then not valid at the
// section head, each time back on the same number.
func (w *walk) sentBackAndComesBack(code, number string) {
	w.t.Helper()
	w.desk("loket-1", "next", nil)
	w.desks["loket-1"].want(422, "POST", "/desks/loket-1/return", js{"missing": []string{}})
	w.desk("loket-1", "return", js{"missing": []string{"kk"}})
	w.is(code, "returned berkas")
	w.kiosk.want(200, "POST", "/tickets/"+code+"/check-in", js{})
	w.is(code, "waiting berkas")
	w.through("loket-1", number, "lengkap")
	w.through("kasi", number, "tidak-sah")
	w.is(code, "returned validasi")
	w.kiosk.want(200, "POST", "/tickets/"+code+"/check-in", js{})
	w.is(code, "waiting berkas")
}

// held: the application is in a hold, is released, and goes on at a stage.
func (w *walk) held(code, hold, stage string) {
	w.t.Helper()
	w.is(code, "held "+hold)
	w.boss.want(200, "POST", "/holds/"+hold+"/release", js{"count": 1})
	w.is(code, "waiting "+stage)
}

// pickedUp: the applicant comes back with the slip and takes a P number.
func (w *walk) pickedUp(code string) {
	w.t.Helper()
	a := w.kiosk.want(201, "POST", "/tickets", js{"service": "pengambilan", "slip": code})
	number, visit := a.str("number"), a.str("code")
	if !strings.HasPrefix(number, "P") {
		w.t.Fatalf("the pick-up number is %s", number)
	}
	w.is(visit, "waiting serah-terima")
	w.through("loket-1", number, "diserahkan")
	w.is(visit, "finished serah-terima")
	if a := w.kiosk.want(200, "GET", "/tickets/"+code, nil); a.str("state") != "finished" {
		w.t.Fatalf("the application itself is %v", a.body)
	}
}
