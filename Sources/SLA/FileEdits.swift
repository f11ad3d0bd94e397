// The changes to a file that are being collected, with the tree as it will be after them: what a later change finds is
// what the earlier ones have left.

import Calc

/// A file's tree and the edits that led to it.
struct FileEdits {
  private(set) var root: YAMLNode
  private(set) var edits: [YAMLEdit] = []

  init(_ root: YAMLNode) { self.root = root }

  mutating func make(_ edit: YAMLEdit) throws(Diagnostic) {
    root = try edit.applied(to: root) ?? .nothing
    edits.append(edit)
  }

  /// Another text or tree in a place; nothing happens where it says the same.
  mutating func replace(_ path: YAMLPath, with node: YAMLNode) throws(Diagnostic) {
    if let old = root[path], old.means(node), old.isNothing == node.isNothing { return }
    try make(.replace(path, with: node))
  }

  mutating func remove(_ path: YAMLPath) throws(Diagnostic) {
    if root[path] != nil { try make(.remove(path)) }
  }

  /// A value at a path: the groups that are missing on the way are begun.
  mutating func put(_ path: YAMLPath, _ value: YAMLNode) throws(Diagnostic) {
    if root[path] != nil { return try replace(path, with: value) }
    var (above, value) = (path, value)
    while let step = above.popLast(), case .key(let name) = step {
      if above.isEmpty || root[above] != nil { return try make(.add(above, key: name, value: value)) }
      value = .mapping([(name, value)])
    }
  }
}
