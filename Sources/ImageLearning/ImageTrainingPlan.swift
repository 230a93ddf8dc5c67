package import Learning

/// Everything that decides how an image network is trained, apart from the images and the seed.
package struct ImageTrainingPlan: Equatable, Sendable {
  /// The passes over the training images.
  package var epochs = 10
  /// The images in one step.
  package var batchSize = 128
  /// The most images that pass together, over which batch normalisation takes its means; batches are divided evenly.
  package var microBatchSize = 64
  /// The sums that micro-batches are added up in, by turns, and the most that pass at the same time.
  package var laneCount = 2
  /// The rule that turns gradients into steps.
  package var optimizer = Optimizer.sgd(momentum: 0.9)
  /// The rate of the first step.
  package var learningRate = 0.05
  /// How the rate changes.
  package var schedule = RateSchedule.cosine
  /// The coefficient of the squared-norm penalty.
  package var weightDecay = 0.0
  /// The share of the running average of the weights that a step keeps; nil for no average.
  package var averaging: Double?
  /// The random changes to images; nil for none.
  package var augmentation: ImageAugmentation?

  /// Creates the plan of 10 epochs with momentum and a cosine schedule.
  package init() {}

  /// Divides a batch into micro-batches, as equally as can be.
  func microBatches(of batch: ArraySlice<Int>) -> [ArraySlice<Int>] {
    let count = (batch.count + microBatchSize - 1) / microBatchSize
    return (0..<count).map { index in
      let start = batch.startIndex + batch.count * index / count
      return batch[start..<batch.startIndex + batch.count * (index + 1) / count]
    }
  }

  /// The most images in a micro-batch of so many training images.
  func capacity(of images: Int) -> Int {
    let batch = min(batchSize, images)
    let count = (batch + microBatchSize - 1) / microBatchSize
    return (batch + count - 1) / count
  }
}
