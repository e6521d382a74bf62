// Rebuilds web/static/vendor. In an empty folder: copy this file and package.json there, `npm install --ignore-scripts`,
// `node build.mjs OUTPUT_FOLDER`. The product never runs it; tests compare the committed files with VENDORED.json.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import esbuild from 'esbuild';
import { environmentPlugin } from 'esbuild-plugin-environment';
import { glsl } from 'esbuild-plugin-glsl';
import inlineCss from 'esbuild-plugin-inline-css';

const out = process.argv[2];
const modules = path.resolve('node_modules');
const manifest = (name) => JSON.parse(fs.readFileSync(path.join(modules, name, 'package.json'), 'utf8'));

// plotly.js 4 offers to upload a chart to its maker's cloud by default. Data that companies trust us with must not
// leave by a forgotten setting, so the default itself is changed.
const noSharing = {
  name: 'no-sharing',
  setup(build) {
    build.onLoad({ filter: /plot_api[\\/]plot_config\.js$/ }, ({ path: file }) => {
      const source = fs.readFileSync(file, 'utf8');
      const contents = source
        .replace("dflt: 'https://cloud.plotly.com/newchart'", "dflt: ''")
        .replace(/(showSendToCloud: \{\s+valType: 'boolean',\s+dflt: )true/, '$1false');
      if (contents === source || /dflt: 'https:\/\/cloud/.test(contents)) throw new Error('plot_config.js has changed');
      return { contents, loader: 'js' };
    });
  },
};

async function plotly() {
  fs.writeFileSync('entry.js', "'use strict';var Plotly=require('plotly.js/lib/core');Plotly.register([require('plotly.js/lib/sankey')]);module.exports=Plotly;");
  const { metafile } = await esbuild.build({
    entryPoints: ['entry.js'], outfile: path.join(out, 'plotly-sankey.min.js'), format: 'iife', globalName: 'Plotly',
    bundle: true, minify: true, metafile: true, target: 'es2016', logLevel: 'error',
    plugins: [noSharing, (inlineCss.default ?? inlineCss)(), glsl({ minify: true }), environmentPlugin({ NODE_DEBUG: false })],
    alias: { regl: '@plotly/regl', stream: 'stream-browserify' },
    define: { global: 'window', 'define.amd': 'false' },
  });
  const used = Object.keys(Object.values(metafile.outputs)[0].inputs)
    .map((file) => file.match(/(?:.*node_modules\/)((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean);
  return [...new Set(used)].sort();
}

function licenceText(name) {
  const folder = path.join(modules, name);
  const file = fs.readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  return file ? fs.readFileSync(path.join(folder, file), 'utf8').trim() : `(no licence file; package.json says ${JSON.stringify(manifest(name).license)})`;
}

function entry(file, name, licence, licenceFile, how, extra = {}) {
  const sha256 = createHash('sha256').update(fs.readFileSync(path.join(out, file))).digest('hex');
  return { file, name, version: manifest(name).version, licence, licence_file: licenceFile, sha256, how, ...extra };
}

fs.mkdirSync(path.join(out, 'swagger'), { recursive: true });
const bundled = await plotly();
fs.writeFileSync(path.join(out, 'plotly-sankey.LICENSE.txt'),
  bundled.map((name) => `${name} ${manifest(name).version}\n\n${licenceText(name)}\n`).join(`\n${'-'.repeat(72)}\n\n`));
const copies = [
  ['htmx.org', 'dist/htmx.min.js', 'htmx.min.js'], ['htmx.org', 'LICENSE', 'htmx.LICENSE.txt'],
  ['swagger-ui-dist', 'swagger-ui-bundle.js', 'swagger/swagger-ui-bundle.js'],
  ['swagger-ui-dist', 'swagger-ui.css', 'swagger/swagger-ui.css'],
  ['swagger-ui-dist', 'swagger-ui-bundle.js.LICENSE.txt', 'swagger/swagger-ui-bundle.js.LICENSE.txt'],
];
for (const [name, from, to] of copies) fs.copyFileSync(path.join(modules, name, from), path.join(out, to));
fs.writeFileSync(path.join(out, 'swagger/LICENSE.txt'), ['NOTICE', 'LICENSE']
  .map((file) => fs.readFileSync(path.join(modules, 'swagger-ui-dist', file), 'utf8').trim()).join('\n\n') + '\n');

const copied = 'copied from the npm package, unchanged';
fs.writeFileSync(path.join(out, 'VENDORED.json'), JSON.stringify({ files: [
  entry('htmx.min.js', 'htmx.org', '0BSD', 'htmx.LICENSE.txt', copied),
  entry('plotly-sankey.min.js', 'plotly.js', 'MIT', 'plotly-sankey.LICENSE.txt',
    `tools/vendor/build.mjs with esbuild ${manifest('esbuild').version}: core and sankey only, upload button off by default`,
    { bundled: Object.fromEntries(bundled.map((name) => [name, manifest(name).version])) }),
  entry('swagger/swagger-ui-bundle.js', 'swagger-ui-dist', 'Apache-2.0', 'swagger/LICENSE.txt', copied),
  entry('swagger/swagger-ui.css', 'swagger-ui-dist', 'Apache-2.0', 'swagger/LICENSE.txt', copied),
] }, null, 2) + '\n');
