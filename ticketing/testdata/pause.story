# The blank cards are gone: the stage stops for the whole office and everybody is told why.
07:30 clock
> day 2026-11-23 opened
07:31 siak-1 open
> siak-1 open
07:31 loket-1 open
> loket-1 open
07:31 kasi open
> kasi open
07:32 pause cetak
> refused (reason-needed): say why the stage is paused, as {"notice":{"id":"…"}}
07:32 pause terbang Karena apa?
> refused (unknown-stage): there is no stage "terbang"; GET /api/v1/office lists them
07:33 pause cetak Blanko KTP-el habis
> stage cetak paused: Blanko KTP-el habis
07:34 kiosk ktp-rusak
> B001 issued for ktp-rusak, 0 ahead at berkas
07:35 loket-1 next
> B001 called to loket-1 (berkas)
07:36 loket-1 finish lengkap
> B001 berkas: lengkap → validasi, the file is complete
07:36 kasi next
> B001: kasi takes the file (validasi)
07:37 kasi finish sah
> B001 validasi: sah → cek-data
07:38 siak-1 next
> B001: siak-1 takes the file (cek-data)
07:39 siak-1 finish sesuai
> B001 cek-data: sesuai → cetak
07:40 siak-1 next
> refused (stage-paused): stage cetak is paused for the whole office
07:40 siak-1 call B001
> refused (stage-paused): stage cetak is paused for the whole office
07:41 unpause cetak
> stage cetak works again
07:41 unpause cetak
> nothing to do
07:42 siak-1 next
> B001: siak-1 takes the file (cetak)
