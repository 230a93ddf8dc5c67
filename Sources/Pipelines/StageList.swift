package import Auditing

/// All stages, in the order in which lists show them.
package let stages: [any Stage.Type] = [
  Identity.self,
  Train.self,
]
