/// Who keeps what a stopped search must not lose, and who watches.
package struct SearchSurroundings<Checkpoint: Sendable>: Sendable {
  /// Reads what was kept; nil where nothing was.
  package var load: @Sendable () throws -> Checkpoint? = { nil }
  /// Keeps where the steps stand.
  package var keep: @Sendable (Checkpoint) throws -> Void = { _ in }
  /// Hears of steps.
  package var told: @Sendable (OuterStep) -> Void = { _ in }

  /// Keeps nothing and tells nobody.
  package init() {}
}
