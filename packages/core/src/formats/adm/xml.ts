/**
 * A strict, small XML 1.0 reader for metadata that comes from anywhere (W3C Recommendation, fifth edition).
 * Elements, attributes, text, CDATA, comments, processing instructions, the five predefined entities and character
 * references. Not: DTDs and own entities, which are refused (so nothing expands and nothing is fetched); namespaces are
 * cut off (`adm:audioBlockFormat` is `audioBlockFormat`). Size, depth, elements and attributes are limited.
 * Weakness: names are not checked against the full character classes of the standard.
 */
import { AudioError } from '../../audio/index.ts';

/** One element. Text is that of the element itself, without its children's. */
export interface XmlElement {
  /** Without namespace prefix. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** Largest text read, in characters: the limit that chunks have as well. */
export const MAX_XML_CHARACTERS: number = 64 * 2 ** 20;
/** ADM nests 12 deep. */
export const MAX_XML_DEPTH = 64;
/** A minute of 118 objects that move in every frame has about a million. */
export const MAX_XML_ELEMENTS = 4_000_000;
export const MAX_XML_ATTRIBUTES = 64;

const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** Characters that end a name in a tag. */
const NAME_END = /[\s/>=<"'&]/g;
const SPACE = /\s*/y;

/** Builds while reading; becomes an {@link XmlElement} when its end tag is met. */
interface OpenElement {
  readonly name: string;
  readonly tag: string;
  readonly attributes: Map<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/**
 * Reads a document and returns its root. `keep` is asked for every element when it is complete; where it says false the
 * element is not attached to its parent, so that a caller may convert large parts one by one.
 * Throws AudioError 'corrupt' with the line, or 'too-large'.
 */
export function parseXml(text: string, keep?: (element: XmlElement) => boolean): XmlElement {
  return new Reader(text, keep).read();
}

class Reader {
  readonly #text: string;
  readonly #keep: ((element: XmlElement) => boolean) | undefined;
  #at = 0;
  #elements = 0;

  constructor(text: string, keep: ((element: XmlElement) => boolean) | undefined) {
    if (text.length > MAX_XML_CHARACTERS) throw tooLarge(`${text.length} characters`);
    this.#text = text;
    this.#keep = keep;
  }

  read(): XmlElement {
    const stack: OpenElement[] = [];
    let root: XmlElement | undefined;
    const text = this.#text;
    for (;;) {
      const start = text.indexOf('<', this.#at);
      const end = start < 0 ? text.length : start;
      const open = stack.at(-1);
      const between = text.slice(this.#at, end);
      if (open) {
        if (between.length > 0) open.text += this.#decoded(between);
      } else if (/[^\s\0\uFEFF]/.test(between)) throw this.#wrong('text outside of the root element');
      this.#at = end;
      if (start < 0) break;
      if (text.startsWith('<!--', start)) this.#skipPast('-->', 4);
      else if (text.startsWith('<?', start)) this.#skipPast('?>', 2);
      else if (text.startsWith('<![CDATA[', start)) {
        if (!open) throw this.#wrong('CDATA outside of the root element');
        const from = start + 9;
        this.#skipPast(']]>', 9);
        open.text += text.slice(from, this.#at - 3);
      } else if (text.startsWith('<!', start))
        throw this.#wrong('a document type or entity declaration, which is refused');
      else if (text.startsWith('</', start)) {
        if (!open) throw this.#wrong('an end tag without its start');
        this.#endTag(open.tag);
        stack.pop();
        const done: XmlElement = open;
        const parent = stack.at(-1);
        const kept = this.#keep?.(done) ?? true;
        if (parent) {
          if (kept) parent.children.push(done);
        } else root = done;
      } else {
        if (root) throw this.#wrong('a second root element');
        const { element, closed } = this.#startTag();
        if (stack.length >= MAX_XML_DEPTH) throw tooLarge(`more than ${MAX_XML_DEPTH} levels`);
        if (++this.#elements > MAX_XML_ELEMENTS) throw tooLarge(`more than ${MAX_XML_ELEMENTS} elements`);
        if (!closed) stack.push(element);
        else {
          const kept = this.#keep?.(element) ?? true;
          if (!open) root = element;
          else if (kept) open.children.push(element);
        }
      }
    }
    const left = stack.at(-1);
    if (left) throw this.#wrong(`the element ${left.tag} has no end tag`);
    if (!root) throw this.#wrong('no element at all');
    return root;
  }

  #skipPast(mark: string, skip: number): void {
    const end = this.#text.indexOf(mark, this.#at + skip);
    if (end < 0) throw this.#wrong(`no '${mark}' before the end`);
    this.#at = end + mark.length;
  }

  #name(): string {
    NAME_END.lastIndex = this.#at;
    const end = NAME_END.exec(this.#text)?.index ?? this.#text.length;
    const name = this.#text.slice(this.#at, end);
    if (!/^[\p{L}_:]/u.test(name)) throw this.#wrong(`'${name.slice(0, 20)}' is not a name`);
    this.#at = end;
    return name;
  }

  #space(): boolean {
    SPACE.lastIndex = this.#at;
    SPACE.exec(this.#text);
    const moved = SPACE.lastIndex > this.#at;
    this.#at = SPACE.lastIndex;
    return moved;
  }

  #endTag(tag: string): void {
    this.#at += 2;
    const name = this.#name();
    if (name !== tag) throw this.#wrong(`</${name}> where </${tag}> is due`);
    this.#space();
    if (this.#text[this.#at] !== '>') throw this.#wrong(`the end tag of ${tag} is not closed`);
    this.#at++;
  }

  #startTag(): { element: OpenElement; closed: boolean } {
    this.#at++;
    const tag = this.#name();
    const attributes = new Map<string, string>();
    for (;;) {
      const spaced = this.#space();
      const next = this.#text[this.#at];
      if (next === '>' || next === '/') {
        const closed = next === '/';
        if (closed && this.#text[this.#at + 1] !== '>') throw this.#wrong(`a stray / in the tag ${tag}`);
        this.#at += closed ? 2 : 1;
        return { element: { name: local(tag), tag, attributes, children: [], text: '' }, closed };
      }
      if (next === undefined) throw this.#wrong(`the tag ${tag} is not closed`);
      if (!spaced) throw this.#wrong(`no space before an attribute of ${tag}`);
      this.#attribute(tag, attributes);
    }
  }

  #attribute(tag: string, attributes: Map<string, string>): void {
    const name = this.#name();
    this.#space();
    if (this.#text[this.#at] !== '=') throw this.#wrong(`the attribute ${name} of ${tag} has no value`);
    this.#at++;
    this.#space();
    const quote = this.#text[this.#at];
    if (quote !== '"' && quote !== "'") throw this.#wrong(`the value of ${name} is not in quotes`);
    const end = this.#text.indexOf(quote, this.#at + 1);
    if (end < 0) throw this.#wrong(`the value of ${name} has no end`);
    const raw = this.#text.slice(this.#at + 1, end);
    if (raw.includes('<')) throw this.#wrong(`a < in the value of ${name}`);
    if (attributes.has(name)) throw this.#wrong(`the attribute ${name} twice in ${tag}`);
    if (attributes.size >= MAX_XML_ATTRIBUTES) throw tooLarge(`more than ${MAX_XML_ATTRIBUTES} attributes of ${tag}`);
    attributes.set(name, this.#decoded(raw.replace(/[\t\r\n]/g, ' ')));
    this.#at = end + 1;
  }

  /** Character data with its references resolved, once. */
  #decoded(raw: string): string {
    if (!raw.includes('&')) return raw;
    return raw.replace(/&([^;&\s]{0,12};?)/g, (whole: string, body: string) => {
      const name = body.slice(0, -1);
      const known = body.endsWith(';') ? PREDEFINED[name] : undefined;
      if (known !== undefined) return known;
      const match = body.endsWith(';') ? /^#(?:x([0-9a-f]+)|([0-9]+))$/i.exec(name) : null;
      const code = match ? Number.parseInt(match[1] ?? match[2] ?? '', match[1] === undefined ? 10 : 16) : -1;
      if (!(code > 0 && code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff))
        throw this.#wrong(`the entity ${whole}, which is not defined`);
      return String.fromCodePoint(code);
    });
  }

  #wrong(what: string): AudioError {
    let line = 1;
    for (let i = this.#text.indexOf('\n'); i >= 0 && i < this.#at; i = this.#text.indexOf('\n', i + 1)) line++;
    return new AudioError(
      'corrupt',
      `XML, line ${line}: ${what}.`,
      'Export the file again from the program that made it.',
    );
  }
}

function local(tag: string): string {
  return tag.slice(tag.indexOf(':') + 1);
}

function tooLarge(what: string): AudioError {
  return new AudioError(
    'too-large',
    `XML: ${what}, more than is read.`,
    'Shorten the programme, or thin its automation in the program that made it.',
  );
}

/** Bytes of an XML document as text: UTF-16 by its mark, ISO 8859-1 and Windows-1252 by declaration, else UTF-8. */
export function decodeXml(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const head = String.fromCharCode(...bytes.subarray(0, 100));
  const latin = /^<\?xml[^>]*encoding=["'](?:iso-8859-1|windows-1252|latin1)["']/i.test(head);
  return new TextDecoder(latin ? 'windows-1252' : 'utf-8').decode(bytes);
}
