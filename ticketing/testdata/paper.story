# Every number gets a paper; none is printed twice, and none fails in silence.
07:30 office device pi kiosk printer
07:30 clock
> day 2026-11-23 opened
07:31 loket-1 open
> loket-1 open
07:32 kiosk ktp-rusak
> B001 issued for ktp-rusak, 0 ahead at berkas
> paper 4 for pi: ticket of B001
07:32 board pi start 4
> paper 4 is being printed
07:32 board pi start 4
> refused (wrong-paper): paper 4 is printing: only a pending job is started
07:32 board pi printed 4
> paper 4 printed 
07:32 board pi printed 4
> done before
07:32 board pi failed 4
> refused (wrong-paper): paper 4 is printed: it cannot become "failed"
# Paper runs out: the job fails before a byte, and is printed again on request.
07:33 board pi printer paper-out
> printer pi: paper-out
07:33 board pi printer paper-out
> nothing to do
07:33 kiosk ktp-rusak
> B002 issued for ktp-rusak, 1 ahead at berkas
> paper 9 for pi: ticket of B002
07:33 show papers pi
> paper 9: ticket of B002, pending
07:33 board pi failed 9 paper-out
> paper 9 failed paper-out
07:34 board pi printer ready
> printer pi: ready
07:34 reprint B002
> paper 12 for pi: ticket of B002, copy 1 of paper 9
07:34 board pi start 12
> paper 12 is being printed
07:34 board pi printed 12
> paper 12 printed 
# The power goes while a paper is being printed: nobody knows, somebody looks.
07:35 kiosk ktp-rusak
> B003 issued for ktp-rusak, 2 ahead at berkas
> paper 16 for pi: ticket of B003
07:35 board pi start 16
> paper 16 is being printed
07:36 board pi unsure 16 restart
> paper 16 unsure restart
07:36 show papers pi
> paper 16: ticket of B003, unsure
07:37 saw-printed 16
> paper 16 printed 
07:38 kiosk ktp-rusak
> B004 issued for ktp-rusak, 3 ahead at berkas
> paper 21 for pi: ticket of B004
07:38 board pi start 21
> paper 21 is being printed
07:39 board pi unsure 21 restart
> paper 21 unsure restart
07:39 reprint 21
> paper 21 failed printed again
> paper 25 for pi: ticket of B004, copy 1 of paper 21
07:39 board other start 25
> refused (unknown-paper): there is no paper 25 for this printer
# Nobody prints for two minutes: the paper is dropped, not printed to an empty room.
07:42 clock
> paper 25 dropped stale
07:42 show papers pi
07:43 board pi test
> paper 27 for pi: test
# Slips and returned papers are printed too.
07:43 loket-1 next
> B001 called to loket-1 (berkas)
07:43 loket-1 return ktp-asli
> B001 berkas: tidak-lengkap → back to the applicant, missing ktp-asli
> paper 30 for pi: returned of B001
# An office may rather stop than give out numbers without paper.
07:44 office stop-when-out
07:44 board pi printer cover-open
> printer pi: cover-open
07:44 kiosk ktp-rusak
> refused (printer): the ticket printer reports cover-open; numbers are given out again when it is mended
07:45 board pi printer unknown
> printer pi: unknown
07:45 kiosk ktp-rusak
> B005 issued for ktp-rusak, 3 ahead at berkas
> paper 34 for pi: ticket of B005
07:46 board pi printer on-fire
> refused (unknown-printer): a printer is never "on-fire"; it is one of [ready paper-low paper-out cover-open offline error unknown]
07:46 reprint Z999
> refused (unknown-ticket): there is no ticket "Z999" today; check the number, or type the code on the paper
