// A folder of the user's own state: for its owner only, from the moment it is made. One that others may write to is
// not used, since whoever can put a file there can put words into a person's mouth.

import Glibc

/// A folder for its owner only.
public struct PrivateFolder: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  /// The folder that a file stands in; nil for one without a folder in its path.
  public init?(of file: String) {
    guard let slash = file.lastIndex(of: "/"), slash != file.startIndex else { return nil }
    path = String(file[..<slash])
  }

  /// Makes the folder, and those above it, where there is none.
  /// - Returns: the system's number for what is wrong; nil where the folder can be used.
  public func make() -> Int32? {
    var status = stat()
    if stat(path, &status) != 0 {
      var upTo = path.startIndex
      while upTo != path.endIndex {
        upTo = path[path.index(after: upTo)...].firstIndex(of: "/") ?? path.endIndex
        let part = String(path[..<upTo])
        if mkdir(part, 0o700) != 0, errno != EEXIST, stat(part, &status) != 0, errno != ENOENT { return errno }
      }
      guard stat(path, &status) == 0 else { return errno }
    }
    guard status.st_mode & S_IFMT == S_IFDIR else { return ENOTDIR }
    return isOurs(status) ? nil : EPERM
  }

  /// Whether nobody else may write to it.
  private func isOurs(_ status: stat) -> Bool {
    status.st_mode & 0o022 == 0 && (status.st_uid == geteuid() || status.st_uid == 0)
  }
}
