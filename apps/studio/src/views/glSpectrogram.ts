/** Draws spectrogram tiles with WebGL2: axis, range and colours live in the shader. */
import { SCALE_CODES, warp } from './frequencyAxis.ts';
import type { LayerSize } from './layer.ts';
import type { SpectrogramPicture, SpectrogramRenderer } from './spectrogramRenderer.ts';
import type { SpectrogramTile } from './stftStore.ts';
import { LOWEST_DB, TILE_COLUMNS } from './stftTile.ts';

const VERTEX = `#version 300 es
uniform vec2 span;
out vec2 place;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  place = corner;
  gl_Position = vec4(mix(span.x, span.y, corner.x), corner.y * 2.0 - 1.0, 0.0, 1.0);
}`;

/** Highest of up to 12 bins where a pixel covers several; between two bins where it covers less than one. */
const FRAGMENT = `#version 300 es
precision highp float;
uniform sampler2D levels;
uniform sampler2D colors;
uniform int scale;
uniform vec2 axis;
uniform vec4 look;
uniform float nyquist;
uniform float rows;
uniform float bins;
in vec2 place;
out vec4 color;
float unwarp(float v) {
  if (scale == 0) return v;
  if (scale == 1) return exp2(v);
  return 700.0 * (exp(v * ${(Math.LN10 / 2595).toPrecision(12)}) - 1.0);
}
void main() {
  float half_ = 0.5 / rows;
  float low = unwarp(mix(axis.x, axis.y, place.y - half_)) / nyquist * bins;
  float high = unwarp(mix(axis.x, axis.y, place.y + half_)) / nyquist * bins;
  float middle = 0.5 * (low + high);
  if (middle > bins) { color = texture(colors, vec2(0.002, 0.5)); return; }
  float level = 0.0;
  float width = high - low;
  if (width <= 1.0) level = texture(levels, vec2(place.x, (middle + 0.5) / bins)).r;
  else {
    int taps = int(min(12.0, ceil(width)));
    for (int t = 0; t < taps; t++) {
      float bin = low + (float(t) + 0.5) * width / float(taps);
      level = max(level, texture(levels, vec2(place.x, (bin + 0.5) / bins)).r);
    }
  }
  float shown = clamp((level - look.x) / (look.y - look.x), 0.0, 1.0);
  color = texture(colors, vec2(pow(shown, look.z) * 0.996 + 0.002, 0.5));
}`;

function compile(gl: WebGL2RenderingContext, type: number, text: string): WebGLShader {
  const shader = gl.createShader(type)!;
  gl.shaderSource(shader, text);
  gl.compileShader(shader);
  return shader;
}

/**
 * Whether WebGL2 is computed by the processor (SwiftShader, llvmpipe, Windows' basic renderer) or absent. Asked on a
 * canvas of its own: one that had a WebGL context cannot have another kind. Browsers do not report it otherwise.
 */
function runsInSoftware(): boolean {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl) return true;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}

export class GlSpectrogram implements SpectrogramRenderer {
  readonly kind = 'webgl2';
  readonly #gl: WebGL2RenderingContext;
  readonly #textures = new Map<SpectrogramTile, WebGLTexture>();
  #program: WebGLProgram | null = null;
  #colors: WebGLTexture | null = null;
  #colorBytes: Uint8Array | null = null;

  /** Null where there is no WebGL2, or only a slow one in software and `insist` is off. */
  static create(canvas: HTMLCanvasElement, insist: boolean, onRestored: () => void): GlSpectrogram | null {
    if (!insist && runsInSoftware()) return null;
    const gl = canvas.getContext('webgl2', {
      alpha: false,
      antialias: false,
      depth: false,
      powerPreference: 'low-power',
    });
    if (!gl) return null;
    const renderer = new GlSpectrogram(gl);
    if (!renderer.#build()) return null;
    canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault();
      renderer.#program = null;
      renderer.#textures.clear();
      renderer.#colors = null;
    });
    canvas.addEventListener('webglcontextrestored', () => {
      renderer.#build();
      onRestored();
    });
    return renderer;
  }

  private constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
  }

  draw(size: LayerSize, picture: SpectrogramPicture): void {
    const gl = this.#gl;
    const program = this.#program;
    if (!program) return;
    const { axis, floorDb, ceilingDb, contrast, nyquistHz, colors } = picture;
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.clearColor(colors[0]! / 255, colors[1]! / 255, colors[2]! / 255, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    this.#setColors(colors);
    const at = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(program, name);
    gl.uniform1i(at('levels'), 0);
    gl.uniform1i(at('colors'), 1);
    gl.uniform1i(at('scale'), SCALE_CODES[axis.scale]);
    gl.uniform2f(at('axis'), warp(axis.scale, axis.fromHz), warp(axis.scale, axis.toHz));
    const part = (db: number): number => (db - LOWEST_DB) / -LOWEST_DB;
    gl.uniform4f(at('look'), part(floorDb), part(ceilingDb), contrast, 0);
    gl.uniform1f(at('nyquist'), nyquistHz);
    gl.uniform1f(at('rows'), size.height * size.scale);
    for (const tile of picture.tiles) {
      const left = picture.pixelOf(tile.fromFrame);
      const right = picture.pixelOf(tile.fromFrame + TILE_COLUMNS * tile.hop);
      gl.uniform2f(at('span'), (2 * left) / size.width - 1, (2 * right) / size.width - 1);
      gl.uniform1f(at('bins'), tile.fftSize / 2);
      gl.activeTexture(gl.TEXTURE0);
      gl.bindTexture(gl.TEXTURE_2D, this.#texture(tile));
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    }
  }

  drop(tile: SpectrogramTile): void {
    const texture = this.#textures.get(tile);
    if (texture) this.#gl.deleteTexture(texture);
    this.#textures.delete(tile);
  }

  dispose(): void {
    for (const tile of [...this.#textures.keys()]) this.drop(tile);
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #build(): boolean {
    const gl = this.#gl;
    const program = gl.createProgram();
    gl.attachShader(program, compile(gl, gl.VERTEX_SHADER, VERTEX));
    gl.attachShader(program, compile(gl, gl.FRAGMENT_SHADER, FRAGMENT));
    gl.linkProgram(program);
    gl['useProgram'](program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) return false;
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    this.#program = program;
    this.#colorBytes = null;
    return true;
  }

  #newTexture(unit: number): WebGLTexture {
    const gl = this.#gl;
    const texture = gl.createTexture();
    gl.activeTexture(unit);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    return texture;
  }

  #texture(tile: SpectrogramTile): WebGLTexture {
    const held = this.#textures.get(tile);
    if (held) return held;
    const gl = this.#gl;
    const texture = this.#newTexture(gl.TEXTURE0);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, TILE_COLUMNS, tile.fftSize / 2, 0, gl.RED, gl.UNSIGNED_BYTE, tile.bytes);
    this.#textures.set(tile, texture);
    return texture;
  }

  #setColors(bytes: Uint8Array): void {
    const gl = this.#gl;
    this.#colors ??= this.#newTexture(gl.TEXTURE1);
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, this.#colors);
    if (bytes === this.#colorBytes) return;
    this.#colorBytes = bytes;
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
  }
}
