// As much of a browser's document as form-js needs to lay a form out in Node: a tree that nobody looks at.
// The date picker is left out (it only draws the calendar); what fields hold and submit is form-js's own.
class Element {
  constructor(name, nodeType) {
    Object.assign(this, { nodeName: name, localName: name.toLowerCase(), nodeType, childNodes: [], attributes: [] });
    Object.assign(this, { parentNode: null, style: { setProperty() {} }, dataset: {}, ownerDocument: globalThis.document });
    this.classList = { add() {}, remove() {}, toggle() {}, contains: () => false };
  }
  get firstChild() { return this.childNodes[0] ?? null; }
  get nextSibling() {
    const siblings = this.parentNode?.childNodes ?? [];
    return siblings[siblings.indexOf(this) + 1] ?? null;
  }
  appendChild(child) { return this.insertBefore(child, null); }
  insertBefore(child, before) {
    child.parentNode?.removeChild(child);
    const at = before ? this.childNodes.indexOf(before) : this.childNodes.length;
    this.childNodes.splice(at, 0, child);
    child.parentNode = this;
    return child;
  }
  removeChild(child) {
    this.childNodes = this.childNodes.filter((each) => each !== child);
    child.parentNode = null;
    return child;
  }
  contains(other) { return other === this || this.childNodes.some((child) => child.contains(other)); }
  setAttribute(name, value) { this[name] = value; }
  removeAttribute() {}
  getAttribute() { return null; }
  addEventListener() {}
  removeEventListener() {}
  querySelector() { return null; }
  querySelectorAll() { return []; }
  closest() { return null; }
  getBoundingClientRect() { return { top: 0, left: 0, width: 0, height: 0, bottom: 0, right: 0 }; }
}

class Event { constructor(type, members) { Object.assign(this, { type }, members); } }
class Observer { observe() {} disconnect() {} }

const page = new Element('#document', 9);
page.createElement = (name) => new Element(name.toUpperCase(), 1);
page.createElementNS = (_, name) => new Element(name, 1);
page.createTextNode = (data) => Object.assign(new Element('#text', 3), { data });
Object.assign(globalThis, { document: page, window: globalThis, Element, HTMLElement: Element, SVGElement: Element });
Object.assign(globalThis, { Node: Element, HTMLCollection: Array, NodeList: Array, Event, KeyboardEvent: Event });
Object.assign(globalThis, { MutationObserver: Observer, ResizeObserver: Observer, IntersectionObserver: Observer });
Object.assign(globalThis, { requestAnimationFrame: (run) => setTimeout(run, 0), cancelAnimationFrame: clearTimeout });
Object.assign(globalThis, { getComputedStyle: () => ({ getPropertyValue: () => '0' }), addEventListener() {}, removeEventListener() {} });
class DOMParser { parseFromString() { return { normalize() {}, body: { firstChild: null } }; } }
Object.assign(globalThis, { DOMParser });
page.body = page.createElement('body');
page.documentElement = page.createElement('html');
page.defaultView = globalThis;

const Module = require('module');
const load = Module._load;
const picker = Object.assign(() => ({ config: {}, set() {}, setDate() {}, clear() {}, destroy() {} }), {
  l10ns: { default: {} },
});
Module._load = (name, ...rest) => (name === 'flatpickr' ? picker : load(name, ...rest));
