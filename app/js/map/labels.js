// The words of the map. The page hands over those of its language; these stand in for what it leaves out.

const FALLBACK = {
  map: "地图",
  loading: "正在加载地图…",
  failed: "地图无法显示，请使用列表",
  dataFailed: "点位加载失败",
  retry: "重试",
  approximate: "区域范围与道路为示意",
  zoomIn: "放大",
  zoomOut: "缩小",
  locate: "我的位置",
  locateFailed: "无法获取位置",
  fit: "显示全部区域",
  pin: "位置标记，可用方向键移动",
  legend: "图例",
  heat: "热力",
  heatFew: "少",
  heatMany: "多",
  twoFingers: "双指移动地图",
  ctrlScroll: "按住 Ctrl 滚动以缩放",
  // status word → name; a legend is shown for those named here
  statuses: {},
};

/** @param {Record<string, unknown>} [given] */
export function labelsFrom(given) {
  return { ...FALLBACK, ...given };
}
