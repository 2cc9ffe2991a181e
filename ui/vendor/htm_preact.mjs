import { Component as o, h as r, render as t } from "preact";
export { Component, h, render } from "preact";
import e from "htm";
var m = e.bind(r);
export { m as html };
