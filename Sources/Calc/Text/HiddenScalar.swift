// Characters that nobody sees. None of them can be typed, and none is shown as it is.

extension Unicode.Scalar {
  /// Whether a character shows nothing and could change what others mean: controls, format and bidirectional marks,
  /// zero-width characters, line and paragraph separators.
  public var isHidden: Bool {
    if value < 0x20 || value == 0x7F { return true }
    if value < 0x80 { return false }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: return true
    default: return false
    }
  }
}
