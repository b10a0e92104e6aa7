import {
  boundedMemory, clusters, conserved, delivered, drained, effectOnce, faultStruck, forgetGroup, ledgerZero,
  noInversion, noLoss, scenario, sec,
} from "wavetank";

export default scenario({
  name: "group-destroyed",
  claim: "A group that somebody destroys is made again, and its consumers miss nothing and repeat nothing.",
  duration: sec(10),
  traffic: [clusters({ messages: 500 })],
  faults: [forgetGroup({ at: sec(5) })],
  always: [conserved(), noLoss(), effectOnce(), noInversion(), boundedMemory(), ledgerZero()],
  eventually: [drained({ within: sec(15) }), delivered({ within: sec(15) })],
  sometimes: [faultStruck("forget-group")],
});
