// What the forms for recording need of the camera and of a finger. Fetched when first opened; works without network.

export { openCamera } from "./view.js";
export { openScanner } from "./scanner.js";
export { openSignature } from "./signature.js";
export { putInto } from "./chosen.js";
