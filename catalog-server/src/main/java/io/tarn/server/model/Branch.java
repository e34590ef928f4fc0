package io.tarn.server.model;

import java.util.UUID;

/**
 * The head of a branch.
 *
 * @param snapshotId 0 when nothing was committed yet
 * @param snapshotUuid empty when the head's writer sent none (clients before 2.0)
 * @param schemaPublished whether {@code schema/schema-N} of {@code schemaId} is known to be in storage
 * @param snapshotPublished whether {@code snapshot/snapshot-N} of {@code snapshotId} is known to have been written
 * @param statistics of the head snapshot
 */
public record Branch(
        UUID relationId,
        String name,
        long schemaId,
        boolean schemaPublished,
        long snapshotId,
        String snapshotUuid,
        boolean snapshotPublished,
        Statistics statistics) {}
