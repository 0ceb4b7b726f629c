// Loads the wall's program and runs it. Whatever goes wrong, and when the
// program ends, the board page takes over: a waiting room always sees who is
// called.

const bar = document.querySelector("#progress");

/** Throws where the program could not draw. */
function checkWebGL() {
  const gl = document.createElement("canvas").getContext("webgl2");
  if (!gl) throw new Error("no WebGL 2");
  gl.getExtension("WEBGL_lose_context")?.loseContext();
}

/** The answer's body, with the bar following it. What comes may be packed, so the page knows the size. */
function counted(answer) {
  const size = Number(document.body.dataset.size);
  let got = 0;
  const count = new TransformStream({
    transform(chunk, on) {
      got += chunk.byteLength;
      bar.value = got / size;
      on.enqueue(chunk);
    },
  });
  return new Response(answer.body.pipeThrough(count), { headers: { "Content-Type": "application/wasm" } });
}

/** Takes the bar away when the program's canvas is there. */
function uncover() {
  const seen = new MutationObserver(() => {
    if (!document.querySelector("canvas")) return;
    seen.disconnect();
    document.querySelector("#loading").hidden = true;
  });
  seen.observe(document.body, { childList: true });
}

async function run() {
  checkWebGL();
  const go = new Go(); // of wasm_exec.js
  const answer = await fetch("/wall/wall.wasm");
  if (!answer.ok) throw new Error(`the program is not there: ${answer.status}`);
  const { instance } = await WebAssembly.instantiateStreaming(counted(answer), go.importObject);
  uncover();
  await go.run(instance);
}

run()
  .catch((error) => console.warn(error))
  .then(() => location.replace("/board" + location.search));
