/** What a server does in a second, beside a floor or its peers, measured by turns in one run. */
package io.tarn.bench;
