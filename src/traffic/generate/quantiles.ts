import type { RandomStream } from "../../kernel/random.ts";

/**
 * An inverse distribution function at 65 equally spaced probabilities, integers. Sampling interpolates between two
 * neighbours, so no logarithm or exponential runs while traffic is made: their last bit differs between platforms.
 */
export type Knots = readonly number[];

/** One sample, an integer, at the cost of one draw. The top six bits choose the interval, 26 bits the place in it. */
export function sample(knots: Knots, stream: RandomStream): number {
  const word = stream.word();
  const interval = word >>> 26;
  const from = knots[interval] as number; // six bits: 0 … 63, inside the 65 knots
  const to = knots[interval + 1] as number;
  return from + Math.floor(((to - from) * (word & 0x3ffffff)) / 0x4000000);
}

/** What an EXPONENTIAL or SIZE sample is measured against. */
export const EXPONENTIAL_MEAN = 65_536;
export const SIZE_MEAN = 1_024;
export const CLUSTER_GAP_MEAN = 4_853;

/** Exponential waiting times with mean 65,536; the last interval stands for the tail beyond 1 − 1/640. */
export const EXPONENTIAL: Knots = [
  0, 1028, 2073, 3135, 4214, 5312, 6428, 7564, 8720, 9896, 11094, 12315, 13559, 14827, 16120, 17439, 18786, 20161,
  21565, 23000, 24468, 25969, 27505, 29079, 30691, 32345, 34041, 35782, 37571, 39411, 41304, 43253, 45263, 47336,
  49477, 51691, 53982, 56357, 58822, 61383, 64048, 66828, 69730, 72768, 75954, 79304, 82834, 86567, 90525, 94740,
  99245, 104084, 109311, 114993, 121217, 128097, 135788, 144508, 154574, 166479, 181051, 199836, 226313, 271576,
  421936,
];

/**
 * Gaps inside a cluster of events, mean 4,853: four exponentials with half-lives 60, 600, 6,000 and 50,000 and weights
 * .50, .28, .18 and .04. One exponential would catch the fastest scale only.
 */
export const CLUSTER_GAP: Knots = [
  0, 3, 5, 8, 11, 14, 17, 20, 23, 26, 30, 34, 37, 41, 45, 49, 54, 59, 64, 69, 74, 80, 86, 93, 100, 108, 116, 125, 135,
  145, 157, 171, 186, 204, 224, 249, 278, 313, 356, 408, 470, 542, 624, 715, 816, 929, 1057, 1204, 1375, 1578, 1826,
  2138, 2547, 3102, 3868, 4894, 6188, 7762, 9689, 12132, 15449, 20536, 30776, 68125, 216096,
];

/** Log-normal order sizes, mean 1,024, sigma 1.2. */
export const SIZE: Knots = [
  15, 35, 49, 62, 73, 84, 95, 105, 116, 126, 137, 148, 159, 170, 182, 193, 205, 217, 230, 243, 256, 270, 284, 299, 314,
  330, 347, 364, 382, 400, 420, 440, 461, 483, 506, 531, 557, 584, 613, 643, 676, 710, 747, 786, 829, 874, 923, 977,
  1035, 1100, 1170, 1249, 1336, 1436, 1549, 1679, 1833, 2016, 2241, 2526, 2905, 3444, 4309, 6111, 23905,
];

/** Microseconds over the wire above its floor: log-normal, p50 3 ms, p99 20 ms as measured on captured sessions. */
export const WIRE_JITTER_US: Knots = [
  287, 518, 657, 765, 859, 944, 1024, 1100, 1174, 1246, 1316, 1386, 1455, 1524, 1593, 1662, 1731, 1800, 1871, 1942,
  2014, 2087, 2161, 2237, 2313, 2392, 2472, 2555, 2639, 2725, 2814, 2906, 3000, 3097, 3198, 3302, 3411, 3523, 3640,
  3762, 3890, 4024, 4165, 4313, 4469, 4635, 4811, 4999, 5200, 5417, 5651, 5906, 6185, 6493, 6836, 7223, 7666, 8179,
  8789, 9534, 10482, 11768, 13704, 17376, 31000,
];

/**
 * Ticks between a new order and the opposite best: 55 % at one tick, 8 % at two, then fewer with distance. The first
 * shares are those measured on order-by-order futures data.
 */
export const PLACEMENT_TICKS: Knots = [
  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2,
  2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 19, 22, 26, 31, 37, 45, 55, 70, 95, 140, 260,
];

/** Ticks between a cancelled level and the best of its side: 65 % at the touch, 6 % behind it, then fewer. */
export const CANCEL_TICKS: Knots = [
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 4, 5, 6, 8, 10, 12, 15, 19, 24, 30, 38, 48, 62, 85, 130, 240,
];

/** Ticks from the touch of what happens deep in a book, where nobody trades. */
export const DEEP_TICKS: Knots = [
  5, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 23, 26, 29, 32, 36, 40, 45, 50, 56, 62, 69, 76, 84, 92, 100, 110, 120, 131,
  143, 156, 170, 185, 201, 218, 236, 255, 275, 297, 320, 345, 372, 400, 430, 462, 497, 535, 575, 618, 664, 714, 767,
  824, 885, 950, 1020, 1095, 1180, 1280, 1390, 1510, 1650, 1820, 2050,
];

/** How a venue's events cluster: sizes of clusters, each of the 64 equally likely. */
export const CLUSTER_SIZES = {
  /** Variance over mean of counts in a second about 10: Kraken, Bybit and Coinbase in quiet hours. */
  steady: [
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 6, 6, 7, 8, 9, 10, 14, 20, 30,
  ],
  /** Variance over mean about 200: Binance spot. A few clusters carry much of the traffic. */
  bursty: [
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3,
    3, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 6, 6, 8, 8, 10, 12, 16, 20, 28, 40, 60, 150, 400,
  ],
} as const;

export type Clustering = keyof typeof CLUSTER_SIZES;
