// Keeps both ends of a tag together: who deletes {{#if …}} deletes its {{else}} and {{/if}}, too.
import { Mapping } from "prosemirror-transform";
import { Plugin } from "prosemirror-state";
import { findTags, tagKind } from "../core/tags.js";

/** Returns the atoms with silent tags, in groups that belong together; each with its place. */
export function tagGroups(doc) {
  const groups = [];
  const open = [];
  doc.descendants((node, at) => {
    const source = node.attrs.source;
    if (source === undefined) return;
    for (const tag of findTags(source)) {
      const kind = tagKind(tag.source);
      const place = { at, size: node.nodeSize, kind, source: tag.source };
      if (kind === "open") {
        const group = [place];
        groups.push(group);
        open.push(group);
      } else if (kind === "else") {
        open.at(-1)?.push(place);
      } else if (kind === "close") {
        open.pop()?.push(place);
      }
    }
  });
  return groups;
}

/** Meta of a change that replaces tags on purpose. */
export const REPLACES_TAGS = "replaces-tags";

/** Deletes the rest of a group when one of its ends is deleted. */
export function tagPairs() {
  return new Plugin({
    appendTransaction(transactions, before, after) {
      if (!transactions.some((tr) => tr.docChanged) || transactions.some((tr) => tr.getMeta(REPLACES_TAGS))) return null;
      // What is dragged comes back in another place.
      if (transactions.some((tr) => tr.getMeta("uiEvent") === "drop")) return null;
      // Undo brings back what was there, and takes away what was not.
      if (transactions.some((tr) => tr.getMeta("history$"))) return null;
      const mapping = new Mapping(transactions.flatMap((tr) => tr.mapping.maps));
      const lost = [];
      for (const group of tagGroups(before.doc)) {
        const fate = (place) => mapping.mapResult(place.at, 1);
        const isGone = (place) => fate(place).deletedAfter;
        const isEnd = (place) => place.kind !== "else";
        if (!group.some((place) => isEnd(place) && isGone(place))) continue;
        for (const place of group) {
          const at = fate(place).pos;
          const node = isGone(place) ? null : after.doc.nodeAt(at);
          if (node?.attrs.source !== undefined) lost.push({ from: at, to: at + node.nodeSize });
        }
      }
      if (!lost.length) return null;
      const tr = after.tr;
      const places = [...new Map(lost.map((place) => [place.from, place])).values()];
      for (const { from, to } of places.sort((a, b) => b.from - a.from)) tr.delete(from, to);
      return tr;
    },
  });
}
