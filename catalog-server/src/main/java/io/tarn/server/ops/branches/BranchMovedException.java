package io.tarn.server.ops.branches;

/** Another branch that a change reads from moved meanwhile: the transaction is undone, and the change looks again. */
final class BranchMovedException extends RuntimeException {
    BranchMovedException() {
        super("a branch moved while it was read");
    }
}
