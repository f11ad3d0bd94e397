// Changes to a file that leave everything else as it is, byte for byte: comments, order, quotes, blank lines, line
// ends. A change is a few splices of the text, found through the spans of the tree:
//
//     close_rate: "4%"   # won in 12 months        replace ["close_rate"] with 5%
//                 ^^^^                             the quotes stay quotes, the comment stays where it is
//
// The new text is read again before it is handed out and must say exactly what the edited tree says; otherwise
// nothing is changed and the reason is said. So a splice can fail to please, but never damage a file.

import Calc

/// One change to a YAML file.
public enum YAMLEdit: Equatable, Sendable {
  /// Another value in the place of the one at the path. A text keeps the old one's quotes.
  case replace(YAMLPath, with: YAMLNode)
  /// A new entry in the mapping at the path, before an entry or else at the end; the root's path is empty. Where nothing
  /// is written yet, a mapping begins.
  case add(YAMLPath, key: String, value: YAMLNode, before: String? = nil)
  /// A new item at the end of the sequence at the path.
  case append(YAMLPath, item: YAMLNode)
  /// The entry or item at the path goes, with the comment on its line.
  case remove(YAMLPath)
  /// Lines of YAML, comments included, behind the last entry of the root.
  case lines(String)

  /// Another text in the place of the value at the path.
  public static func set(_ path: YAMLPath, to text: String) -> YAMLEdit { .replace(path, with: .text(text)) }

  /// Makes changes one after the other.
  /// - Parameter root: The tree of the source, nil where it says nothing yet.
  /// - Returns: The new text and its tree.
  /// - Throws: A complaint when a path leads nowhere, a key exists already, a text cannot be written, or the new text
  ///   would not say what it should; the old text stays valid.
  public static func apply(
    _ edits: [YAMLEdit], to source: Source, root: YAMLNode?
  ) throws(Diagnostic) -> (source: Source, root: YAMLNode?) {
    var source = source
    var root = root
    var rest = edits[...]
    while !rest.isEmpty {
      // Texts are exchanged together, the others one by one, each on the text the one before has left.
      var paths: [YAMLPath] = []
      for edit in rest {
        guard case .replace(let path, _) = edit else { break }
        paths.append(path)
      }
      let count = max(1, firstOverlap(paths) ?? paths.count)
      let splicer = YAMLSplicer(source, root: root)
      var splices: [YAMLSplice] = []
      var expected = root
      for edit in rest.prefix(count) {
        expected = try edit.applied(to: expected)
        splices += try splicer.splices(for: edit)
      }
      let changed = try splicer.text(with: splices)
      let read = YAMLReader.read(changed)
      let isSame = read.root.map { read in expected.map(read.means) ?? read.isEmpty } ?? (expected?.isEmpty ?? true)
      guard read.faults.isEmpty, isSame else {
        throw Diagnostic(
          "this place of the file cannot be changed without touching what stands around it",
          at: splices.first.map { splicer.text.place($0.span) }, why: "change it in an editor, or save under a new name"
        )
      }
      (source, root) = (changed, read.root)
      rest = rest.dropFirst(count)
    }
    return (source, root)
  }

  /// The position of the first path that lies within, or around, an earlier one.
  private static func firstOverlap(_ paths: [YAMLPath]) -> Int? {
    var seen: Set<YAMLPath> = []
    var beginnings: Set<YAMLPath> = []
    for (index, path) in paths.enumerated() {
      let prefixes = path.indices.map { Array(path[..<$0]) }
      if seen.contains(path) || beginnings.contains(path) || prefixes.contains(where: seen.contains) { return index }
      seen.insert(path)
      beginnings.formUnion(prefixes)
    }
    return nil
  }

  /// The tree as it is after this change.
  func applied(to root: YAMLNode?) throws(Diagnostic) -> YAMLNode? {
    let root = root ?? .nothing
    switch self {
    case .replace(let path, let node): return try root.changed(at: path[...]) { _ throws(Diagnostic) in node }
    case .add(let path, let key, let value, let next):
      return try root.changed(at: path[...]) { old throws(Diagnostic) in
        guard var entries = old.isEmpty ? [] : old.entries else { throw YAMLSplicer.leadsNowhere(path) }
        guard old[key] == nil else { throw Diagnostic("the file has \(HiddenText.shown(key)) already") }
        let at = next.flatMap { next in entries.firstIndex { $0.key.text == next } } ?? entries.endIndex
        entries.insert(YAMLNode.Entry(key: YAMLNode.Key(key), value: value), at: at)
        return YAMLNode(.mapping(entries))
      }
    case .append(let path, let item):
      return try root.changed(at: path[...]) { old throws(Diagnostic) in
        guard let items = old.isEmpty ? [] : old.items else { throw YAMLSplicer.leadsNowhere(path) }
        return YAMLNode(.sequence(items + [item]))
      }
    case .remove(let path):
      guard let last = path.last else { throw YAMLSplicer.leadsNowhere(path) }
      return try root.changed(at: path.dropLast()) { old throws(Diagnostic) in
        guard let index = old.child(last)?.index else { throw YAMLSplicer.leadsNowhere(path) }
        var copy = old
        switch old.content {
        case .mapping(var entries):
          entries.remove(at: index)
          copy.content = .mapping(entries)
        case .sequence(var items):
          items.remove(at: index)
          copy.content = .sequence(items)
        case .scalar: break
        }
        return copy
      }
    case .lines(let lines):
      guard let added = try YAMLSplicer.entries(of: lines), let entries = root.isEmpty ? [] : root.entries else {
        throw YAMLSplicer.leadsNowhere([])
      }
      return YAMLNode(.mapping(entries + added))
    }
  }
}

extension YAMLNode {
  /// The tree with another node at the end of a path.
  fileprivate func changed(
    at path: ArraySlice<YAMLStep>, _ change: (YAMLNode) throws(Diagnostic) -> YAMLNode
  ) throws(Diagnostic) -> YAMLNode {
    guard let step = path.first else { return try change(self) }
    guard let (index, child) = child(step) else { throw YAMLSplicer.leadsNowhere(Array(path)) }
    let new = try child.changed(at: path.dropFirst(), change)
    var copy = self
    switch content {
    case .mapping(var entries):
      entries[index].value = new
      copy.content = .mapping(entries)
    case .sequence(var items):
      items[index] = new
      copy.content = .sequence(items)
    case .scalar: break
    }
    return copy
  }
}
