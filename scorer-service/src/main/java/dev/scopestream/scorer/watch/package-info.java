/** What is under way in a cluster, from its topics' records of the recent past, in bounded memory. */
package dev.scopestream.scorer.watch;
