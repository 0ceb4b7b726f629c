# Every wrong wish gets a clear answer and changes nothing.
07:00 kiosk ktp-rusak
> refused (day-closed): the office is closed; open the day first
07:30 clock
> day 2026-11-23 opened
07:31 kiosk paspor
> refused (unknown-service): there is no service "paspor"; GET /api/v1/office lists them
07:31 office quota ktp-baru 1
07:31 kiosk ktp-baru
> A001 issued for ktp-baru, 0 ahead at berkas
07:31 kiosk ktp-baru
> refused (quota): all 1 tickets of today for ktp-baru are given out
07:31 show services
> ktp-baru open=false quota
> ktp-rusak open=true 
> ktp-hilang open=true 
> ktp-perubahan open=true 
> pengambilan open=true 
07:32 loket-9 next
> refused (unknown-desk): there is no desk "loket-9"; GET /api/v1/office lists them
07:32 loket-1 next
> refused (desk-closed): loket-1 is closed; open it first
07:32 loket-1 open
> loket-1 open
07:33 loket-1 finish lengkap
> refused (desk-empty): loket-1 has no number in hand; call one first
07:33 loket-1 recall
> refused (desk-empty): loket-1 has no number in hand; call one first
07:33 loket-1 call Z999
> refused (unknown-ticket): there is no ticket "Z999" today; check the number, or type the code on the paper
07:34 kasi open
> kasi open
07:34 kasi next
> refused (nobody-waiting): nobody waits for kasi
07:34 kasi call A001
> refused (wrong-desk): A001 is at stage berkas, which kasi does not serve
07:35 loket-1 next
> A001 called to loket-1 (berkas)
07:35 loket-1 call A001
> refused (desk-busy): loket-1 still has A001; finish it, park it or mark it a no-show first
07:36 loket-1 next
> refused (desk-busy): loket-1 still has A001; finish it, park it or mark it a no-show first
07:36 loket-1 finish tercetak
> refused (wrong-outcome): "tercetak" does not end stage berkas; its outcomes are lengkap, tidak-lengkap
07:36 loket-1 finish sulap
> refused (unknown-outcome): there is no outcome "sulap"; those of stage berkas are lengkap, tidak-lengkap
07:36 loket-1 finish lengkap fotokopi-kk
> refused (unknown-document): ktp-baru asks for no document "fotokopi-kk"; it asks for kk
07:36 loket-1 transfer angkasa
> refused (unknown-stage): there is no stage "angkasa"; GET /api/v1/office lists them
07:36 loket-1 transfer
> refused (unknown-stage): say where to, as {"stage":"…"} or {"service":"…"}
07:36 loket-1 link A001@2026-11-23
> refused (not-a-pickup): ktp-baru does not take slips; leave the slip out
07:37 loket-1 finish lengkap
> A001 berkas: lengkap → validasi, the file is complete
07:37 report A001
> refused (wrong-state): A001 is waiting: only a returned or missed number can report back
07:37 deliver A001 Tetangga
> refused (wrong-state): A001 is waiting: only an application past its deadline is delivered to the home
07:38 kasi next
> A001: kasi takes the file (validasi)
07:38 deliver A001 Tetangga
> refused (wrong-state): A001 is serving: finish it at the desk
07:39 correct A001 paspor
> refused (unknown-service): there is no service "paspor"; GET /api/v1/office lists them
