// Sends a file with tus-js-client: in pieces, broken off at the offsets given, and taken up again. The last line tells the upload's address.
const { readFileSync } = require("node:fs");
const [modules, endpoint, path, headers, metadata, ...cuts] = process.argv.slice(2);
const { Upload } = require(`${modules}/tus-js-client`);
const content = readFileSync(path);

function send(url, cut) {
  return new Promise((done, failed) => {
    const upload = new Upload(content, {
      endpoint, uploadUrl: url, chunkSize: 65536, retryDelays: [100, 200, 400, 800], headers: JSON.parse(headers), metadata: JSON.parse(metadata),
      onError: failed,
      onSuccess: () => done(upload.url),
      onChunkComplete: (_size, sent) => sent >= cut && upload.abort().then(() => done(upload.url)),
    });
    upload.start();
  });
}

(async () => {
  let url = null;
  for (const cut of [...cuts.map(Number), Infinity]) url = await send(url, cut);
  console.log(url);
})().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
