package dev.bzzz.core.claim;

/**
 * What a ledger guarantees beyond the register itself.
 *
 * @param atomicRefUpdates whether branches move in the same step as the record; without it nothing
 *     can be published through this ledger
 * @param durable whether a won record survives the death of every process
 */
public record LedgerFeatures(boolean atomicRefUpdates, boolean durable) {}
