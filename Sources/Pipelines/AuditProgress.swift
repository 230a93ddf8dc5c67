/// What a long audit tells its user while it runs.
package enum AuditProgress: Equatable, Sendable {
  /// What will be done, or what was found on the way.
  case note(String)
  /// How much of one kind of work is done.
  case step(what: String, done: Int, of: Int)
}
